"""kill -9 of web, worker and PostgreSQL while phones send their day: the server holds the log, nothing twice.

``CALLOUT_SYNC_KILLS=50`` is the long form.
"""

from __future__ import annotations

import json
import os
import random
import tempfile
import threading
import time
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from e2e.survival import Installation, installation

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("CALLOUT_SYNC_KILLS", "8"))
VISITS = max(12, KILLS)
PAUSE = 0.3  # between two batches, so that the kills fall among them

PREPARE = """
import json
from datetime import timedelta
from django.db import transaction
from django.utils import timezone
from callout import testing
from callout.field import devices
from callout.workorders import bookings
from callout.workorders.intake import Request, take_request
town, ago = testing.town(), timezone.now() - timedelta(hours=5)
engineer = town.engineer(stock=500)
visits = []
for n in range({visits}):
    with transaction.atomic():  # the worker would give the order to somebody before it is booked here
        case = take_request(actor=None, request=Request(customer=town.customer, channel="phone",
            service_type=town.repair, description="不制冷", asset=town.asset, contact_name="张丽萍",
            contact_phone="13800006207", at=ago))
        start = timezone.now() + timedelta(hours=1 + n)
        visit = bookings.book(actor=None, order_id=case.work_orders.get().pk, engineer=engineer, starts_at=start,
            ends_at=start + timedelta(minutes=50), at=ago)
        visits.append({{"order": str(visit.work_order.uid), "booking": str(visit.uid), "starts_at": start.isoformat()}})
_device, token = devices.register(actor=engineer.user, name="survival")
codes = {{kind: code.pk for kind, code in town.codes.items()}}
serial = town.asset.serial
print(json.dumps({{"token": token, "visits": visits, "part": town.part.pk, "serial": serial, "codes": codes}}))
"""

COUNT = """
import json
from django.db.models import Count
from callout.cases.models import Interaction
from callout.field.models import Command
from callout.parts.models import Movement
from callout.workorders.models import Booking, BookingStamp, ServiceRecord
stamps = BookingStamp.objects.all()
twice = stamps.values("booking", "state").annotate(n=Count("id")).filter(n__gt=1)
print(json.dumps({
    "commands": {str(row.operation): row.status for row in Command.objects.all()},
    "states": list(Booking.objects.order_by("id").values_list("state", flat=True)),
    "stamps": list(twice.values_list("state", flat=True)),
    "at": {f"{row.booking.uid} {row.state}": row.at.isoformat() for row in stamps.select_related("booking")},
    "records": ServiceRecord.objects.count(),
    "used": Movement.objects.filter(kind="use").count(),
    "notes": Interaction.objects.count(),
}))
"""


def day(known: dict[str, Any]) -> list[dict[str, Any]]:
    """The log of a day offline: five commands for each visit, every fourth visit carried over."""
    log: list[dict[str, Any]] = []
    began = datetime.now(UTC) - timedelta(hours=4)
    record = {"serial": known["serial"], **known["codes"], "result": "更换电容", "labour_minutes": 20}
    record["parts"] = [{"part": known["part"], "quantity": 1}]
    for n, visit in enumerate(known["visits"]):
        end = ("carry_over", {"reason": "parts"}) if n % 4 == 3 else ("complete", record)
        accepted = {"starts_at": visit["starts_at"]}
        steps = [("accept", accepted), ("set_out", {}), ("arrive", {}), ("note", {"text": f"到了 {n}"}), end]
        for m, (kind, payload) in enumerate(steps):
            at = began + timedelta(seconds=200 * n + 30 * m)
            log.append(
                {"operation": str(uuid.uuid4()), "type": kind, "order": visit["order"], "booking": visit["booking"]}
                | {"at": at.isoformat(), "payload": payload}
            )
    return log


def send(site: Installation, token: str, log: list[dict[str, Any]], done: threading.Event) -> dict[str, str]:
    """Send as the app does until every command is settled; go on repeating the log until the killing is over."""
    settled: dict[str, str] = {}
    headers = {"Authorization": f"Device {token}"}
    while len(settled) < len(log) or not done.is_set():
        waiting = [command for command in log if command["operation"] not in settled] or log
        status, answer = site.ask("POST", "/field/api/commands", {"commands": waiting[:7]}, headers)
        for outcome in answer.get("outcomes", []) if status == 200 else []:
            if outcome["status"] in ("applied", "rejected", "conflict"):
                settled[outcome["operation"]] = outcome["status"]
        time.sleep(PAUSE)
    return settled


def test_a_day_sent_while_the_server_is_killed_arrives_once():
    chance = random.Random(4)
    with tempfile.TemporaryDirectory(prefix="callout-sync-") as name, installation(Path(name)) as site:
        known = json.loads(site.manage(PREPARE.format(visits=VISITS)).splitlines()[-1])
        log, done, settled = day(known), threading.Event(), dict[str, str]()
        phone = threading.Thread(target=lambda: settled.update(send(site, known["token"], log, done)))
        phone.start()
        for _number in range(KILLS):
            time.sleep(chance.uniform(0.2, 1.5))
            site.kill_one(chance)
            site.wait_ready()
        done.set()
        phone.join(180)
        assert not phone.is_alive(), "the phone never came through"
        found = json.loads(site.manage(COUNT).splitlines()[-1])
    assert found["commands"] == {command["operation"]: "applied" for command in log} == settled
    assert found["states"] == ["partial" if n % 4 == 3 else "completed" for n in range(VISITS)]
    completed = found["states"].count("completed")
    assert (found["stamps"], found["records"], found["used"]) == ([], completed, completed), "nothing twice"
    assert found["notes"] == VISITS
    for command in log:
        if command["type"] == "arrive":
            assert datetime.fromisoformat(found["at"][f"{command['booking']} on_site"]).isoformat() == command["at"]
