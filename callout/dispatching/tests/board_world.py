"""A town with two engineers and orders on tomorrow's board: nothing is in the past, whatever time a test runs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from callout import testing
from callout.workforce.models import Engineer
from callout.workforce.selectors import day_bounds
from callout.workorders import bookings
from callout.workorders.intake import Request, take_request
from callout.workorders.models import Booking, WorkOrder


def tomorrow(hour: float = 0) -> datetime:
    """Tomorrow at a local hour."""
    return day_bounds(timezone.localdate() + timedelta(days=1))[0] + timedelta(hours=hour)


@dataclass
class World:
    """The town, its two engineers and what one does there."""

    town: testing.Town
    first: Engineer
    second: Engineer

    @classmethod
    def made(cls) -> World:
        """A fresh one."""
        town = testing.town()
        return cls(town, town.engineer("周建国", east_km=1), town.engineer("吴晓峰", east_km=4))

    def order(self, description: str = "不制冷", due_hour: float = 22) -> WorkOrder:
        """An order nobody has."""
        case = take_request(
            actor=None,
            request=Request(
                customer=self.town.customer, channel="phone", service_type=self.town.repair, description=description,
                asset=self.town.asset,
            ),
        )  # fmt: skip
        order: WorkOrder = case.work_orders.get()
        WorkOrder.objects.filter(pk=order.pk).update(due_at=tomorrow(due_hour), title=description)
        order.refresh_from_db()
        return order

    def booked(self, engineer: Engineer, hour: float, description: str = "不制冷") -> Booking:
        """An hour's visit tomorrow."""
        order, at = self.order(description), tomorrow(hour)
        return bookings.book(
            actor=None, order_id=order.pk, engineer=engineer, starts_at=at, ends_at=at + timedelta(hours=1)
        )

    def client(self, role: str = "dispatcher", region: Any = None) -> Client:
        """A signed-in browser, in English."""
        client = Client(headers={"accept-language": "en"})
        client.force_login(testing.user(role, region=region or self.town.region))
        return client

    def board(self, client: Client, **more: Any) -> dict[str, Any]:
        """Tomorrow's board."""
        answer = client.get("/dispatch/board/data/", {"day": tomorrow().date().isoformat(), **more})
        assert answer.status_code == 200, answer.content
        found: dict[str, Any] = answer.json()
        return found


def send(client: Client, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    """A JSON request to the board."""
    return getattr(client, method)(
        f"/dispatch/board/{path}", data=json.dumps(body or {}), content_type="application/json"
    )


def seconds(at: datetime) -> int:
    """As the board counts."""
    return int(at.timestamp())
