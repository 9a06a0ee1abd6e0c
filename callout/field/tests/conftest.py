"""A phone of an engineer with one booked visit."""

from __future__ import annotations

import base64
import io
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from callout import testing
from callout.field import devices
from callout.workforce.models import Engineer
from callout.workorders.intake import Request, take_request
from callout.workorders.models import Booking


def png() -> bytes:
    """A small white picture."""
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "white").save(out, "PNG")
    return out.getvalue()


@dataclass
class Phone:
    """A registered phone speaking the field API."""

    token: str
    engineer: Engineer

    def __post_init__(self) -> None:
        self.client = Client(headers={"authorization": f"Device {self.token}", "x-callout-language": "en"})

    def command(
        self, kind: str, visit: Booking | None = None, *, at: datetime | None = None, **payload: Any
    ) -> dict[str, Any]:
        order = str(visit.work_order.uid) if visit else None
        if kind == "accept" and visit:
            payload = {"starts_at": visit.starts_at.isoformat()} | payload
        return {
            "operation": str(uuid.uuid4()),
            "type": kind,
            "order": order,
            "booking": str(visit.uid) if visit else None,
            "at": (at or timezone.now()).isoformat(),
            "payload": payload,
        }

    def send(self, *commands: dict[str, Any], skew_ms: int = 0) -> list[dict[str, Any]]:
        response = self.client.post(
            "/field/api/commands", {"skew_ms": skew_ms, "commands": list(commands)}, content_type="application/json"
        )
        assert response.status_code == 200, response.content
        return response.json()["outcomes"]

    def do(self, kind: str, visit: Booking | None = None, **rest: Any) -> dict[str, Any]:
        return self.send(self.command(kind, visit, **rest))[0]

    def bundle(self, cursor: str = "") -> dict[str, Any]:
        response = self.client.get("/field/api/bundle", {"cursor": cursor})
        assert response.status_code == 200, response.content
        return response.json()

    def put(
        self, uid: uuid.UUID, visit: Booking, data: bytes, *, size: int, offset: int = 0, kind: str = "photo"
    ) -> Any:
        query = f"order={visit.work_order.uid}&kind={kind}&size={size}&offset={offset}&note=after"
        return self.client.put(f"/field/api/files/{uid}?{query}", data, content_type="application/octet-stream")


def phone_of(engineer: Engineer) -> Phone:
    """Register another phone of the engineer."""
    _device, token = devices.register(actor=engineer.user, name="test phone")
    return Phone(token, engineer)


def visit_for(town: testing.Town, engineer: Engineer, *, hours: float = 1) -> Booking:
    """A visit booked on the engineer through the services."""
    from callout.workorders import bookings

    request = Request(
        customer=town.customer,
        channel="phone",
        service_type=town.repair,
        description="开机半小时还是热风",
        title="空调不制冷",
        asset=town.asset,
        symptom=town.codes["symptom"],
        contact_name="张丽萍",
        contact_phone="13800006207",
    )
    case = take_request(actor=None, request=request)
    start = timezone.now() + timedelta(hours=hours)
    return bookings.book(
        actor=None,
        order_id=case.work_orders.get().pk,
        engineer=engineer,
        starts_at=start,
        ends_at=start + timedelta(hours=1),
        travel_minutes=11,
        travel_km=3.2,
        at=timezone.now() - timedelta(hours=1),
    )


def record_for(town: testing.Town, **more: Any) -> dict[str, Any]:
    """A whole service record."""
    codes = {kind: code.pk for kind, code in town.codes.items()}
    return {
        "serial": town.asset.serial,
        **codes,
        "result": "更换电容，制冷恢复",
        "parts": [{"part": town.part.pk, "quantity": 1}],
        "labour_minutes": 40,
        "signer": "张丽萍",
        "signature": base64.b64encode(png()).decode(),
    } | more


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DATA_FOLDER = tmp_path
    return tmp_path


@pytest.fixture
def town(db) -> testing.Town:
    return testing.town()


@pytest.fixture
def engineer(town) -> Engineer:
    return town.engineer("陈志远")


@pytest.fixture
def phone(engineer) -> Phone:
    return phone_of(engineer)


@pytest.fixture
def visit(town, engineer) -> Booking:
    return visit_for(town, engineer)
