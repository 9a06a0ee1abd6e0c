"""kill -9 of web, worker and PostgreSQL at random moments: nothing acknowledged is lost or done twice.

``CALLOUT_SURVIVAL_INTAKES=500`` is the long form.
"""

from __future__ import annotations

import json
import os
import random
import tempfile
import threading
import time
from pathlib import Path

import pytest

from e2e.survival import Installation, installation

pytestmark = pytest.mark.slow

INTAKES = int(os.environ.get("CALLOUT_SURVIVAL_INTAKES", "120"))
KILLS = max(6, INTAKES // 40)
PAUSE = 0.4  # of each of six clients between two requests, so that the kills fall among them

PREPARE = """
from callout import testing
from callout.integration.tokens import make_token
town = testing.town()
for n in range(12):
    man = town.engineer(east_km=n, stock=0).user
    man.phone = f"1380000{n:04d}"
    man.save()
agent = testing.user("agent")
token, secret = make_token(actor=None, user=agent, name="survival", permissions=["cases.create"])
print(secret, town.asset.serial)
"""

COUNT = """
import json
from django.db.models import Count
from callout.cases.models import Case
from callout.notifications.models import Message
from callout.workorders.models import Booking, WorkOrder
from procrastinate.contrib.django.models import ProcrastinateJob
cases = Case.objects.filter(external_id__startswith="K-")
ids = list(cases.values_list("pk", flat=True))
booked = Booking.objects.filter(work_order__case__in=ids, state="dispatched")
several = WorkOrder.objects.filter(case__in=ids).values("case").annotate(n=Count("id")).filter(n__gt=1)
due = ProcrastinateJob.objects.filter(status__in=["todo", "doing"]).exclude(queue_name="periodic")
messages = Message.objects.filter(case_id__in=ids, audience="engineer", template="order_assigned")
print(json.dumps({
    "cases": list(cases.values_list("external_id", flat=True)),
    "orders": WorkOrder.objects.filter(case__in=ids).count(),
    "cases_with_several_orders": several.count(),
    "booked": booked.count(),
    "booked_twice": booked.values("work_order").annotate(n=Count("id")).filter(n__gt=1).count(),
    "with_reason": WorkOrder.objects.filter(case__in=ids, state="unscheduled").exclude(unserved_reason="").count(),
    "message_states": dict(messages.values_list("state").annotate(n=Count("id"))),
    "orders_with_messages": messages.values("work_order_id").distinct().count(),
    "orders_with_several_messages": messages.values("work_order_id").annotate(n=Count("id")).filter(n__gt=1).count(),
    "jobs_left": due.exclude(scheduled_at__isnull=False, attempts=0).count(),  # what is tried again is left too
}))
"""


def post_until_acknowledged(
    site: Installation, secret: str, serial: str, numbers: list[int], acknowledged: set[str]
) -> None:
    """Send each request under its own external id until the site says 201, as a gateway would."""
    headers = {"Authorization": f"Bearer {secret}"}
    for number in numbers:
        body = {"serial": serial, "description": f"停机 {number}", "external_id": f"K-{number}"}
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            status, _answer = site.ask("POST", "/api/v1/cases", body, headers)
            if status == 201:
                acknowledged.add(body["external_id"])
                time.sleep(PAUSE)
                break
            time.sleep(0.2)


def test_requests_survive_random_kills() -> None:
    chance = random.Random(int(os.environ.get("CALLOUT_SURVIVAL_SEED", "7")))
    with tempfile.TemporaryDirectory(prefix="callout-survival-") as folder:
        os.chmod(folder, 0o755)
        with installation(Path(folder)) as site:
            secret, serial = site.manage(PREPARE).split()
            acknowledged: set[str] = set()
            clients = [
                threading.Thread(
                    target=post_until_acknowledged,
                    args=(site, secret, serial, list(range(n, INTAKES, 6)), acknowledged),
                    daemon=True,  # a test that fails ends at once
                )
                for n in range(6)
            ]
            for client in clients:
                client.start()
            killed = []
            while any(client.is_alive() for client in clients) and len(killed) < KILLS:
                time.sleep(chance.uniform(0.3, 2.0))
                killed.append(site.kill_one(chance))
            for client in clients:
                client.join()
            killed.append(site.kill_one(chance))
            found = settle(site)
    print(f"{len(acknowledged)} acknowledged, killed {sorted(killed)}, {found}")
    assert acknowledged == {f"K-{n}" for n in range(INTAKES)}
    assert sorted(found["cases"]) == sorted(acknowledged)
    assert (found["orders"], found["cases_with_several_orders"]) == (INTAKES, 0)
    assert (found["booked"] + found["with_reason"], found["booked_twice"]) == (INTAKES, 0)
    assert found["orders_with_messages"] == found["booked"]
    assert found["orders_with_several_messages"] == 0
    assert set(found["message_states"]) <= {"sent", "uncertain"}


def settle(site: Installation, seconds: float = 240) -> dict[str, object]:
    """Wait until no job is left; the counts then."""
    deadline = time.monotonic() + seconds
    while True:
        site.wait_ready()
        found = json.loads(site.manage(COUNT))
        pending = found["message_states"].get("queued", 0) + found["message_states"].get("sending", 0)
        if (found["jobs_left"] == 0 and not pending) or time.monotonic() > deadline:
            return found
        time.sleep(2)
