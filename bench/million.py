"""Fills a data base with very many customers and cases by COPY, on top of a small demo.

    python -m bench.million --customers 1000000 --cases 1000000

Rows are plausible, not told through the services: two years of cases, nearly all closed, each with site, asset,
promised times, a work order, a booking, a record, events, texts, survey and call-back. Audit triggers are off while it
runs. A data base that holds as many customers already is left as it is. Use one of its own.
"""

from __future__ import annotations

import argparse
import random
import time
import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from callout.accounts.models import Outlet  # noqa: E402
from callout.agreements.models import Calendar, ServiceLevel  # noqa: E402
from callout.analytics.figures import build_day  # noqa: E402
from callout.assets.models import Code, Product  # noqa: E402
from callout.cases.models import ServiceType  # noqa: E402
from callout.customers.models import Customer  # noqa: E402
from callout.demo.people import person_name  # noqa: E402
from callout.foundation import crypto  # noqa: E402
from callout.workforce.models import Engineer  # noqa: E402

DAYS = 730
OPEN_SHARE_DAYS = 2
FIGURE_DAYS = 84
MIX = (  # what each twelfth case is: channel, service, severity
    *(("phone", "repair", 3),) * 6, ("web", "repair", 4), ("web", "install", 3), ("wechat", "repair", 2),
    ("wechat", "maintain", 4),
    ("api", "repair", 1), ("phone", "inspect", 3),
)  # fmt: skip
TABLES = (
    "customers_customer", "customers_site", "assets_asset", "cases_case", "cases_milestone", "workorders_workorder",
    "workorders_booking", "workorders_servicerecord", "foundation_event", "notifications_message", "feedback_survey",
    "feedback_callback",
)  # fmt: skip


class Million:
    """Ids of the reference data and where each table's own ids begin."""

    def __init__(self, customers: int, cases: int, seed: int) -> None:
        self.customers, self.cases, self.rng = customers, cases, random.Random(seed)
        self.now = timezone.now()
        outlets = list(Outlet.objects.filter(active=True).select_related("region"))
        self.outlets = [(o.pk, o.region_id, o.region.city, o.district, o.latitude, o.longitude) for o in outlets]
        self.engineers = self._engineers()
        self.products = list(Product.objects.values_list("pk", "category_id"))
        self.codes = self._codes()
        self.services = dict(ServiceType.objects.values_list("code", "pk"))
        self.level, self.calendar = ServiceLevel.objects.order_by("pk")[0].pk, Calendar.objects.order_by("pk")[0].pk
        self.first = {table: self._next_id(table) for table in TABLES}
        self.phones = [crypto.encrypt(f"139{n:08d}") for n in range(2000)]
        self.streets = [crypto.encrypt(f"人民路 {n} 号 {n % 30 + 1}01 室") for n in range(2000)]
        self.text = crypto.encrypt("您的服务单已受理，工程师将与您联系。")

    def _engineers(self) -> dict[int, list[int]]:
        by_outlet: dict[int, list[int]] = {}
        for pk, outlet_id in Engineer.objects.values_list("pk", "outlet_id"):
            by_outlet.setdefault(outlet_id, []).append(pk)
        return by_outlet

    def _codes(self) -> dict[int, dict[str, list[int]]]:
        found: dict[int, dict[str, list[int]]] = {}
        for pk, kind, category_id in Code.objects.values_list("pk", "kind", "code_set__category_id"):
            found.setdefault(category_id, {}).setdefault(kind, []).append(pk)
        return found

    def _next_id(self, table: str) -> int:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT COALESCE(max(id), 0) + 1 FROM {table}")
            return int(cursor.fetchone()[0])

    def place(self, n: int) -> tuple[int, int, str, str, float, float]:
        """Outlet of customer ``n``; the same for all his rows."""
        return self.outlets[n % len(self.outlets)]

    def product(self, n: int) -> tuple[int, int]:
        """Product and category of asset ``n``."""
        return self.products[n * 7919 % len(self.products)]

    def customer_rows(self) -> Iterator[tuple[Any, ...]]:
        """One row per customer."""
        first = self.first["customers_customer"]
        for n in range(self.customers):
            region = self.place(n)[1]
            phone = f"139{n % 2000:08d}" if n % 50 else f"137{n:08d}"
            cipher = self.phones[n % 2000] if n % 50 else crypto.encrypt(phone)
            yield (
                first + n, f"KH-M{n:08d}", "person", person_name(self.rng), cipher, crypto.phone_index(phone),
                crypto.phone_tail_index(phone), "", region, "zh-hans", "", "", "2024-01-01", True, self.now,
            )  # fmt: skip

    def site_rows(self) -> Iterator[tuple[Any, ...]]:
        """One site per customer."""
        for n in range(self.customers):
            _, region, city, district, lat, lng = self.place(n)
            where = (lat + (n % 97 - 48) / 700, lng + (n % 89 - 44) / 700)
            yield (
                self.first["customers_site"] + n, self.first["customers_customer"] + n, "家", region, city, district,
                self.streets[n % 2000], *where, "", "[]",
            )  # fmt: skip

    def asset_rows(self) -> Iterator[tuple[Any, ...]]:
        """One asset per customer."""
        for n in range(self.customers):
            yield (
                self.first["assets_asset"] + n, self.product(n)[0], f"M{n:010d}", "",
                self.first["customers_customer"] + n, self.first["customers_site"] + n, "", "active", "", "2024-06-01",
                "2024-06-01", "{}",
                self.now - timedelta(days=DAYS) * ((self.customers - n) / self.customers),
            )  # fmt: skip

    def when(self, n: int) -> datetime:
        """When case ``n`` was opened: evenly over two years, the last one now."""
        return self.now - timedelta(days=DAYS) * ((self.cases - n) / self.cases)

    def case_rows(self) -> Iterator[tuple[Any, ...]]:
        """Cases in order of time; only the last days' may be open."""
        first, day, serial = self.first["cases_case"], "", 0
        for n in range(self.cases):
            created, subject = self.when(n), n * 31 % self.customers
            outlet, region = self.place(subject)[:2]
            product, category = self.product(subject)
            channel, service, severity = MIX[n % len(MIX)]
            today = f"{created:%y%m%d}"
            serial = serial + 1 if today == day else 60_000
            day = today
            is_open = self.is_open(n)
            done = created + timedelta(hours=3 + n % 40)
            symptoms = self.codes[category]["symptom"]
            yield (
                first + n, uuid.uuid4(), f"CA-{today}-{serial:05d}", "in_service" if is_open else "closed", "", channel,
                self.services[service], severity, self.first["customers_customer"] + subject,
                self.first["customers_site"] + subject, self.first["assets_asset"] + subject, product, category, region,
                outlet, "张先生", self.phones[n % 2000], "空调 不制冷，外机不转", "开机半小时还是热风",
                symptoms[n % len(symptoms)], "", "", "{}", self.level, "", "", created,
                created + timedelta(minutes=8 + n % 30), None if is_open else done - timedelta(hours=1),
                None if is_open else done, None if is_open else done + timedelta(days=1),
                created + timedelta(hours=48) if is_open else None, "resolve" if is_open else "", n % 17 == 0, 0, 1,
                None if is_open else 5 - (n % 11 == 0) - (n % 37 == 0) * 2,
            )  # fmt: skip

    def is_open(self, n: int) -> bool:
        """Most cases of the last two days are open."""
        return self.now - self.when(n) < timedelta(days=OPEN_SHARE_DAYS) and n % 5 != 0

    def milestone_rows(self) -> Iterator[tuple[Any, ...]]:
        """One promised time per case."""
        for n in range(self.cases):
            created, is_open = self.when(n), self.is_open(n)
            met = None if is_open else created + timedelta(hours=3 + n % 40)
            yield (
                self.first["cases_milestone"] + n, self.first["cases_case"] + n, "resolve",
                "running" if is_open else "met", self.calendar, 2880, True, created, created + timedelta(hours=48),
                created + timedelta(hours=36), met,
            )  # fmt: skip

    def order_rows(self) -> Iterator[tuple[Any, ...]]:
        """One work order per case."""
        for n in range(self.cases):
            created, subject, is_open = self.when(n), n * 31 % self.customers, self.is_open(n)
            outlet, region, _, _, lat, lng = self.place(subject)
            done = None if is_open else created + timedelta(hours=3 + n % 40)
            day, (_, service, severity) = f"{created:%y%m%d}", MIX[n % len(MIX)]
            yield (
                self.first["workorders_workorder"] + n, uuid.uuid4(), f"WO-{day}-M{n:07d}",
                self.first["cases_case"] + n, 1, "scheduled" if is_open else "completed", self.services[service],
                severity, self.first["customers_customer"] + subject, self.first["customers_site"] + subject,
                self.first["assets_asset"] + subject, self.product(subject)[1], 0, region, outlet, lat, lng, 60,
                created, created + timedelta(hours=24), "空调 不制冷，外机不转", "", "", "", "", 3, created, created,
                done,
            )  # fmt: skip

    def booking_rows(self) -> Iterator[tuple[Any, ...]]:
        """One ended booking per closed case."""
        for n in range(self.cases):
            if self.is_open(n):
                continue
            outlet = self.place(n * 31 % self.customers)[0]
            crew = self.engineers[outlet]
            done = self.when(n) + timedelta(hours=3 + n % 40)
            yield (
                self.first["workorders_booking"] + n, uuid.uuid4(), self.first["workorders_workorder"] + n,
                crew[n % len(crew)], "completed", done - timedelta(hours=1), done, 15, 6.5, False, "", self.when(n), 4,
                done - timedelta(hours=1), done,
            )  # fmt: skip

    def record_rows(self) -> Iterator[tuple[Any, ...]]:
        """One record per closed case."""
        for n in range(self.cases):
            if self.is_open(n):
                continue
            codes = self.codes[self.product(n * 31 % self.customers)[1]]
            done = self.when(n) + timedelta(hours=3 + n % 40)
            chosen = [codes[kind][n % len(codes[kind])] for kind in ("symptom", "object", "cause", "action")]
            yield (
                self.first["workorders_servicerecord"] + n, self.first["workorders_workorder"] + n,
                self.first["workorders_booking"] + n, *chosen, "", "更换部件，恢复正常", True, "{}",
                done - timedelta(hours=1), done, 15, 45, 0, "CNY", "", "", done,
            )  # fmt: skip

    def closed(self) -> Iterator[tuple[int, datetime]]:
        """(n, when the visit ended) of the closed cases."""
        return ((n, self.when(n) + timedelta(hours=3 + n % 40)) for n in range(self.cases) if not self.is_open(n))

    def event_rows(self) -> Iterator[tuple[Any, ...]]:
        """Two events a case: opened and booked."""
        case, order, key = self.first["cases_case"], self.first["workorders_workorder"], self.first["foundation_event"]
        for n in range(self.cases):
            at, (outlet, region) = self.when(n), self.place(n * 31 % self.customers)[:2]
            crew = self.engineers[outlet]
            booked = f'{{"starts_at": "{at + timedelta(hours=2):%Y-%m-%dT%H:%M}:00+00:00"}}'
            for step, (kind, payload) in enumerate(
                (("case.created", '{"channel": "phone"}'), ("booking.dispatched", booked))
            ):
                yield (
                    key + 2 * n + step, uuid.uuid4(), kind, at, at, case + n, order + n, region, outlet,
                    crew[n % len(crew)], payload,
                )  # fmt: skip

    def message_rows(self) -> Iterator[tuple[Any, ...]]:
        """One text a case."""
        for n in range(self.cases):
            at, subject = self.when(n), n * 31 % self.customers
            outlet, region = self.place(subject)[:2]
            yield (
                self.first["notifications_message"] + n, uuid.uuid4(), f"million:{n}", "sms", "customer",
                "case_created", self.phones[n % 2000], crypto.phone_index(f"139{n % 2000:08d}"), self.text,
                self.first["customers_customer"] + subject, self.first["cases_case"] + n, region, outlet, "delivered",
                1, "bench", "", "", at, at, at, at,
            )  # fmt: skip

    def survey_rows(self) -> Iterator[tuple[Any, ...]]:
        """A survey for each third closed case, half of them answered."""
        for n, done in self.closed():
            if n % 3 == 0:
                rating = 5 - (n % 11 == 0) if n % 2 else None
                yield (
                    self.first["feedback_survey"] + n, self.first["cases_case"] + n, f"million-{n}", done,
                    done + timedelta(days=14), done + timedelta(hours=5) if rating else None, "sms", rating,
                    True if rating else None, "",
                )  # fmt: skip

    def callback_rows(self) -> Iterator[tuple[Any, ...]]:
        """A call-back for each fifth closed case; those of the last two weeks are to make."""
        for n, done in self.closed():
            if n % 5 == 0:
                is_open = self.now - done < timedelta(days=14)
                kind = "after_visit" if n % 35 else "low_rating"
                yield (
                    self.first["feedback_callback"] + n, self.first["cases_case"] + n, kind,
                    "open" if is_open else "done", done + timedelta(days=1), 0 if is_open else 1,
                    None if is_open else 5, None if is_open else True, "", "{}",
                    None if is_open else done + timedelta(days=2), done,
                )  # fmt: skip


COLUMNS = {
    "customers_customer": "id number kind name phone phone_index phone_tail email region_id language level "
    "reminder since may_message created_at",
    "customers_site": "id customer_id label region_id city district street latitude longitude access_note hazards",
    "assets_asset": "id product_id serial barcode customer_id site_id place state batch purchased_on "
    "accepted_on versions created_at",
    "cases_case": "id uid number state waiting_for channel service_type_id severity customer_id site_id "
    "asset_id product_id category_id "
    "region_id outlet_id contact_name contact_phone title description symptom_id device_code note_to_engineer "
    "entitlement level_id source "
    "external_id created_at responded_at arrived_at resolved_at closed_at next_due_at next_due_kind breached "
    "reopen_count visits rating",
    "cases_milestone": "id case_id kind state calendar_id minutes around_the_clock started_at due_at warn_at met_at",
    "workorders_workorder": "id uid number case_id visit state service_type_id severity customer_id site_id "
    "asset_id category_id skill_level "
    "region_id outlet_id latitude longitude minutes earliest_at due_at title instructions hold_reason hold_note "
    "unserved_reason version "
    "created_at scheduled_at completed_at",
    "workorders_booking": "id uid work_order_id engineer_id state starts_at ends_at travel_minutes travel_km "
    "locked decline_reason created_at "
    "version on_site_at ended_at",
    "workorders_servicerecord": "id work_order_id booking_id symptom_id object_id cause_id action_id serial "
    "result solved answers arrived_at "
    "finished_at travel_minutes labour_minutes charge currency payment signer created_at",
    "foundation_event": "id uid type at recorded_at case_id work_order_id region_id outlet_id engineer_id payload",
    "notifications_message": "id uid dedupe channel audience template to to_index body customer_id case_id "
    "region_id outlet_id state attempts "
    "provider provider_ref error created_at due_at sent_at delivered_at",
    "feedback_survey": "id case_id token created_at expires_at answered_at channel rating solved comment",
    "feedback_callback": "id case_id kind state due_at attempts rating solved comment answers done_at created_at",
}


def copy(table: str, rows: Iterable[tuple[Any, ...]]) -> int:
    """COPY rows into a table with its triggers off; returns how many."""
    count = 0
    names = ", ".join(f'"{name}"' for name in COLUMNS[table].split())
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as target:
            for row in rows:
                target.write_row(row)
                count += 1
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
    return count


def fill(customers: int, cases: int, seed: int = 7) -> None:
    """Make the demo at a small scale when the data base is empty, then the mass, then the figures of each night."""
    if Customer.objects.count() >= customers:
        return
    if not Customer.objects.exists():
        call_command("demo", scale=0.05, days=60)
    mass = Million(customers, cases, seed)
    makers = {
        "customers_customer": mass.customer_rows, "customers_site": mass.site_rows, "assets_asset": mass.asset_rows,
        "cases_case": mass.case_rows, "cases_milestone": mass.milestone_rows, "workorders_workorder": mass.order_rows,
        "workorders_booking": mass.booking_rows, "workorders_servicerecord": mass.record_rows,
        "foundation_event": mass.event_rows, "notifications_message": mass.message_rows,
        "feedback_survey": mass.survey_rows, "feedback_callback": mass.callback_rows,
    }  # fmt: skip
    for table, maker in makers.items():
        began = time.perf_counter()
        count = copy(table, maker())
        print(f"{table:26} {count:>9,} rows  {time.perf_counter() - began:6.1f} s", flush=True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
    for back in range(1, FIGURE_DAYS + 1):
        build_day(timezone.localdate() - timedelta(days=back))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    fill(options.customers, options.cases, options.seed)


if __name__ == "__main__":
    main()
