"""The mapping of an import: for each field of a case, where its value comes from. Kept as JSON."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, field_validator

from callout.foundation.errors import InvalidInput
from callout.integration.imports.reading import Row

FIELDS = (
    "row_id", "reported_at", "ended_at", "title", "description", "severity", "service_type", "product", "serial",
    "symptom", "device_code", "contact_name", "contact_phone", "customer_name", "customer_number", "customer_phone",
    "city", "district", "street", "note_to_engineer",
)  # fmt: skip
REQUIRED = ("row_id", "description")
DATE_FORMATS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m-%d", "%Y/%m/%d")


class Part(BaseModel):
    """One file section; unknown keys are refused, so that a typing error does not go unseen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Keyword(Part):
    """A value for rows that hold one of these words; ``only`` restricts it to some values of ``product``'s category."""

    words: list[str]
    value: str
    category: str = ""


class Source(Part):
    """Where one field's value comes from.

    The texts of ``columns`` (empty ones left out) are joined by ``join``; then ``keywords`` or ``values`` translate
    them; ``default`` stands for what is empty or not translated. ``template`` builds a text from several columns.
    """

    columns: list[str] = []
    join: str = " "
    template: str = ""
    constant: str = ""
    values: dict[str, str] = {}
    keywords: list[Keyword] = []
    formats: list[str] = []
    default: str = ""
    strict: bool = False


class Place(Part):
    """Where a customer of the file is; WGS-84 degrees. ``region`` is a region's code, else the nearest one's."""

    city: str
    district: str = "—"
    street: str = "—"
    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]
    region: str = ""


class Customers(Part):
    """How a customer is found (number, telephone, or name in ``kind``) and whether an unknown one is created."""

    create: bool = False
    kind: Literal["person", "organisation"] = "organisation"
    name: str = "{value}"
    places: dict[str, Place] = {}
    default_place: Place | None = None
    places_by: str = ""


class Mapping(Part):
    """A whole mapping. ``kind`` with the row id tells rows of this origin apart for ever."""

    kind: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,30}$")]
    fields: dict[str, Source]
    customer: Customers = Customers()
    empty: list[str] = []
    time_zone: str = ""

    @field_validator("fields")
    @classmethod
    def _known_fields(cls, fields: dict[str, Source]) -> dict[str, Source]:
        if unknown := sorted(fields.keys() - set(FIELDS)):
            raise ValueError(f"unknown fields: {', '.join(unknown)}")
        if missing := [name for name in REQUIRED if name not in fields]:
            raise ValueError(f"missing fields: {', '.join(missing)}")
        return fields

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name or settings.TIME_ZONE)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError("unknown time zone") from error
        return name

    @property
    def zone(self) -> ZoneInfo:
        """Of times without one."""
        return ZoneInfo(self.time_zone or settings.TIME_ZONE)

    def columns(self) -> set[str]:
        """Columns that the mapping reads (templates name theirs in braces)."""
        return {column for source in self.fields.values() for column in source.columns}

    def plain(self, row: Row, column: str) -> str:
        """A cell's text; what counts as empty is empty."""
        value = row.get(column, "")
        return "" if value in self.empty else value


def parse(data: Any) -> Mapping:
    """A mapping from JSON text or data. Raises InvalidInput mapping_invalid with one message a key."""
    try:
        return Mapping.model_validate(json.loads(data) if isinstance(data, str | bytes) else data)
    except (ValidationError, ValueError) as error:
        errors = error.errors() if isinstance(error, ValidationError) else []
        fields = {".".join(map(str, item["loc"])) or "mapping": str(item["msg"]) for item in errors}
        raise InvalidInput("mapping_invalid", _("The mapping is not right."), fields=fields) from error


def check_columns(mapping: Mapping, columns: list[str]) -> None:
    """Raises InvalidInput columns_missing when the file lacks a column that the mapping reads."""
    if missing := sorted(mapping.columns() - set(columns)):
        text = _("The file has no column %(names)s.") % {"names": ", ".join(missing)}
        raise InvalidInput("columns_missing", text)


class Untranslated(Exception):
    """A strict value list does not know this value."""


def value_of(mapping: Mapping, field: str, row: Row, category: str = "") -> str:
    """The field's value in a row, as text. Raises Untranslated."""
    source = mapping.fields.get(field)
    if source is None:
        return ""
    if source.template:
        return _filled(mapping, source.template, row)
    raw = source.join.join(filter(None, (mapping.plain(row, column) for column in source.columns))) or source.constant
    for keyword in source.keywords:
        if keyword.category in ("", category) and any(word in raw for word in keyword.words):
            return keyword.value
    if source.values:
        if raw not in source.values and raw and source.strict:
            raise Untranslated(raw)
        return source.values.get(raw, source.default)
    return source.default if source.keywords else raw or source.default


def _filled(mapping: Mapping, template: str, row: Row) -> str:
    text = template
    for column in row:
        text = text.replace("{" + column + "}", mapping.plain(row, column))
    return " ".join(text.split())


def moment_of(mapping: Mapping, field: str, row: Row) -> datetime | None:
    """The field's value as an aware time; None when it is empty. Raises ValueError."""
    text = value_of(mapping, field, row)
    if not text:
        return None
    for pattern in mapping.fields[field].formats or DATE_FORMATS:
        try:
            found = datetime.strptime(text, pattern)
        except ValueError:
            continue
        return found if found.tzinfo else found.replace(tzinfo=mapping.zone)
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=mapping.zone)


_HINTS = {
    "row_id": ("id", "编号", "单号", "序号", "number", "no"),
    "reported_at": ("报修时间", "开始时间", "受理时间", "created", "start", "reported"),
    "ended_at": ("完成时间", "结束时间", "closed", "resolved", "end"),
    "description": ("现象", "描述", "故障", "内容", "description", "fault", "problem"),
    "title": ("标题", "主题", "title", "subject"),
    "severity": ("紧急", "级别", "severity", "priority"),
    "product": ("型号", "产品", "model", "product"),
    "serial": ("机号", "序列号", "serial"),
    "contact_name": ("联系人", "contact"),
    "contact_phone": ("联系电话", "手机", "phone", "mobile"),
    "customer_name": ("客户", "单位", "用户", "customer", "company"),
    "customer_number": ("客户编号", "customer number"),
    "city": ("城市", "city"),
    "district": ("区", "district"),
    "street": ("地址", "address", "street"),
}


def guess(columns: list[str]) -> dict[str, str]:
    """For each field a column whose name speaks for it; a column is used once."""
    found: dict[str, str] = {}
    for exact in (True, False):
        for field, words in _HINTS.items():
            for column in columns:
                name = column.lower()
                fits = (
                    name in words
                    if exact
                    else any(word in name for word in words if len(word) > 2 or not word.isascii())
                )
                if column and field not in found and column not in found.values() and fits:
                    found[field] = column
    return found
