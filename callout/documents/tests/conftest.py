"""A finished visit with parts, checks, photos and a signature."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from PIL import Image, ImageDraw

from callout import testing
from callout.foundation import files
from callout.workorders import bookings, records
from callout.workorders.bookings import Stamp
from callout.workorders.intake import Request, take_request
from callout.workorders.models import Booking, ChecklistTemplate, WorkOrder
from callout.workorders.records import PartInput, RecordInput


def drawing(size: tuple[int, int], colour: tuple[int, ...], mode: str = "RGB", form: str = "JPEG") -> bytes:
    """A small picture with a stroke in it."""
    image = Image.new(mode, size, (0, 0, 0, 0) if mode == "RGBA" else (210, 225, 232))
    width, height = size
    points = [(width * x / 10, height * (0.5 + 0.3 * (-1) ** x)) for x in range(1, 10)]
    ImageDraw.Draw(image).line(points, fill=colour, width=max(2, height // 30))
    out = io.BytesIO()
    image.save(out, form)
    return out.getvalue()


@pytest.fixture
def data_folder(tmp_path, settings):
    settings.DATA_FOLDER = tmp_path
    return tmp_path


@pytest.fixture
def finished(db, data_folder) -> WorkOrder:
    """A completed order whose record has everything the document can show."""
    town = testing.town()
    engineer = town.engineer("周建国")
    town.customer.name = "张丽萍"
    town.customer.save()
    request = Request(
        customer=town.customer,
        channel="phone",
        service_type=town.repair,
        description="空调不制冷，外机不转，显示 E4",
        title="空调不制冷，外机不转，显示 E4",
        asset=town.asset,
        symptom=town.codes["symptom"],
        contact_name="张丽萍",
        contact_phone="13857166207",
    )
    case = take_request(actor=None, request=request)
    testing.run_jobs()
    booking = Booking.objects.get(work_order__case=case)
    now = timezone.now()
    bookings.accept(actor=engineer.user, booking_id=booking.pk, stamp=Stamp(now))
    bookings.set_out(actor=engineer.user, booking_id=booking.pk, stamp=Stamp(now))
    bookings.arrive(actor=engineer.user, booking_id=booking.pk, stamp=Stamp(now, 30.2891, 120.1602, 8))
    checklist = ChecklistTemplate.objects.create(
        code="ac-repair",
        category=town.asset.product.category,
        name_zh="空调检修",
        name_en="Air conditioner repair",
        items=[
            {"code": "cap", "kind": "number", "zh": "电容", "en": "Capacitor", "unit": "µF", "min": 33, "max": 38},
            {"code": "out", "kind": "number", "zh": "出风温度", "en": "Outlet air", "unit": "°C", "min": 8, "max": 14},
            {"code": "safe", "kind": "bool", "zh": "接地良好", "en": "Earth is good"},
        ],
    )
    records.complete(
        actor=engineer.user,
        booking_id=booking.pk,
        stamp=Stamp(now + timedelta(minutes=3)),
        record=RecordInput(
            serial="8F21-0623-4417",
            symptom_id=town.codes["symptom"].pk,
            object_id=town.codes["object"].pk,
            cause_id=town.codes["cause"].pk,
            action_id=town.codes["action"].pk,
            checklist_id=checklist.pk,
            answers={"cap": 28, "out": 11.5, "safe": True},
            result="电容 28 µF，低于标称 35 µF，更换后外机启动，制冷恢复。",
            parts=(PartInput(town.part.pk, 1, serial="CAP-001", old_serial="CAP-000", old_returned=True),),
            labour_minutes=48,
            travel_minutes=22,
            signer="张丽萍",
            signature=drawing((600, 200), (20, 30, 60, 255), "RGBA", "PNG"),
        ),
    )
    order = WorkOrder.objects.get(case=case)
    for number in range(3):
        photo = drawing((800, 600), (11, 114, 133 + number * 30))
        files.store(
            actor=engineer.user,
            subject="work_order",
            subject_id=order.pk,
            kind="photo",
            name=f"{number}.jpg",
            data=photo,
        )
    return order
