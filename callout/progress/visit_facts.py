"""Everything a message about a booking may say, read with one query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.db import connection
from django.utils import timezone

from callout.cases.links import tracking_url
from callout.foundation.crypto import decrypt
from callout.notifications.services import Draft
from callout.workorders.models import Booking

_WINDOW_HOURS = 2
_COLUMNS = (
    "pk", "state", "helper", "version", "starts_at", "ends_at", "travel_minutes", "engineer__user_id",
    "engineer__user__full_name", "engineer__user__phone", "engineer__user__language", "work_order_id",
    "work_order__number", "work_order__region_id", "work_order__outlet_id", "work_order__instructions",
    "work_order__case_id", "work_order__case__number", "work_order__case__title", "work_order__case__contact_name",
    "work_order__case__contact_phone", "work_order__case__symptom__name_zh", "work_order__case__symptom__name_en",
    "work_order__case__device_code", "work_order__case__product__name_zh", "work_order__case__product__name_en",
    "work_order__case__product__model", "work_order__customer_id", "work_order__customer__may_message",
    "work_order__customer__language", "work_order__site__city", "work_order__site__district",
    "work_order__site__street",
)  # fmt: skip
_ENCRYPTED = ("engineer__user__phone", "work_order__case__contact_phone", "work_order__site__street")


@dataclass(frozen=True, slots=True)
class Visit:
    """One booking's facts; ``row`` is keyed by column path."""

    row: dict[str, Any]

    @property
    def state(self) -> str:
        """The booking's state now."""
        return str(self.row["state"])

    @property
    def starts_at(self) -> datetime:
        """Planned start, aware."""
        start: datetime = self.row["starts_at"]
        return start

    def to_engineer(self, template: str, dedupe: str, *, person: dict[str, Any] | None = None) -> Draft:
        """A draft for the booked engineer, or for another ``person`` (user_id, full_name, phone, language)."""
        person = person or {
            "user_id": self.row["engineer__user_id"],
            "phone": self.row["engineer__user__phone"],
            "language": self.row["engineer__user__language"],
        }
        language = person["language"]
        return Draft(
            template=template, audience="engineer", to=person["phone"], dedupe=dedupe, user_id=person["user_id"],
            language=language, context=self._for_engineer(language), **self._where(),
        )  # fmt: skip

    def to_customer(self, template: str, dedupe: str, **more: str) -> list[Draft]:
        """A draft for the case's contact, or none when he declined messages;
        helpers come with the lead of whom he is told."""
        if self.row["helper"] or not self.row["work_order__customer__may_message"]:
            return []
        language = self.row["work_order__customer__language"]
        return [
            Draft(
                template=template, audience="customer", to=self.row["work_order__case__contact_phone"], dedupe=dedupe,
                customer_id=self.row["work_order__customer_id"], language=language,
                context={**self._for_customer(language), **more}, **self._where(),
            )
        ]  # fmt: skip

    def _where(self) -> dict[str, Any]:
        return {
            "case_id": self.row["work_order__case_id"],
            "work_order_id": self.row["work_order_id"],
            "region_id": self.row["work_order__region_id"],
            "outlet_id": self.row["work_order__outlet_id"],
        }

    def _for_engineer(self, language: str) -> dict[str, str]:
        site = "work_order__site__"
        return {
            "number": self.row["work_order__number"],
            "slot": slot(self.row["starts_at"], self.row["ends_at"]),
            "customer": self.row["work_order__case__contact_name"],
            "phone": self.row["work_order__case__contact_phone"],
            "address": self.row[site + "city"] + self.row[site + "district"] + self.row[site + "street"],
            "product": self._product(language),
            "fault": self._fault(language),
            "note": self.row["work_order__instructions"],
        }

    def _for_customer(self, language: str) -> dict[str, str]:
        return {
            "engineer": self.row["engineer__user__full_name"],
            "window": arrival_window(self.starts_at),
            "product": self._named("product", language),
            "fault": self._named("symptom", language),
            "case": self.row["work_order__case__number"],
            "link": tracking_url(self.row["work_order__case_id"]),
        }

    def _product(self, language: str) -> str:
        model = self.row["work_order__case__product__model"] or ""
        return f"{self._named('product', language)} {model}".strip()

    def _fault(self, language: str) -> str:
        """Symptom and the code on the display, else what the case is called."""
        said = f"{self._named('symptom', language)} {self.row['work_order__case__device_code']}".strip()
        return said or str(self.row["work_order__case__title"])

    def _named(self, what: str, language: str) -> str:
        zh, en = (self.row[f"work_order__case__{what}__name_{code}"] or "" for code in ("zh", "en"))
        return str((en or zh) if language.startswith("en") else (zh or en))


def visit(booking_id: int) -> Visit | None:
    """The facts of a booking; None when there is none."""
    return visits([booking_id]).get(booking_id)


def visits(booking_ids: Sequence[int]) -> dict[int, Visit]:
    """The facts of bookings by their id (one query)."""
    with connection.cursor() as cursor:
        cursor.execute(_statement(), [list(booking_ids)])
        rows = [dict(zip(_COLUMNS, found, strict=True)) for found in cursor.fetchall()]
    return {row["pk"]: Visit(row | {name: decrypt(row[name]) for name in _ENCRYPTED}) for row in rows}


@cache
def _statement() -> str:
    """The query, written by Django once: with nine joins that takes longer than PostgreSQL needs to answer it."""
    rows = Booking.objects.filter(pk=0).order_by().values_list(*_COLUMNS)
    return str(rows.query.sql_with_params()[0]).replace("= %s", "= ANY(%s)")


def slot(start: datetime, end: datetime) -> str:
    """``11-26 14:00–15:30`` in local time: the engineer's plan."""
    first, last = timezone.localtime(start), timezone.localtime(end)
    return f"{first:%m-%d %H:%M}–{last:%H:%M}"


def arrival_window(start: datetime) -> str:
    """``11-26 14:00–16:00``: the two hours that customers are told."""
    local = timezone.localtime(start).replace(minute=0, second=0, microsecond=0)
    return f"{local:%m-%d %H:%M}–{local + timedelta(hours=_WINDOW_HOURS):%H:%M}"
