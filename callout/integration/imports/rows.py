"""One row of a file becomes a request: values read, product and symptom found, customer and site found or made."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from callout.accounts.models import Outlet, Region, User
from callout.assets.models import Asset, Code, Product
from callout.assets.selectors import symptoms, understand
from callout.cases.models import ServiceType
from callout.customers import services as customers
from callout.customers.models import Customer
from callout.customers.services import CustomerInput, SiteInput
from callout.foundation.crypto import phone_index
from callout.foundation.errors import BusinessError
from callout.foundation.geo import Point, haversine_km
from callout.integration.imports.mapping import Mapping, Place, Untranslated, moment_of, value_of
from callout.integration.imports.reading import Row
from callout.workorders.intake import Request

TITLE_LENGTH = 120
UNDERSTAND = "understand"  # a symptom default: what the pack's own words say


class RowError(Exception):
    """A row is refused: column of the file (or field), value, stable code and a sentence."""

    def __init__(self, column: str, value: str, code: str, message: str) -> None:
        super().__init__(message)
        self.column, self.value, self.code, self.message = column, value, code, message


@dataclass(frozen=True, slots=True)
class Parsed:
    """A row that can be taken: the request, and when it was over (None: still open)."""

    request: Request
    ended_at: datetime | None


@dataclass(slots=True)
class RowReader:
    """Reads rows by a mapping for an actor; remembers what it looked up."""

    mapping: Mapping
    actor: User | None
    _customers: dict[str, Customer] = field(default_factory=dict)
    _fresh: str = ""
    _products: dict[str, Product | None] = field(default_factory=dict)
    _types: dict[str, ServiceType] = field(default_factory=dict)

    @property
    def source(self) -> str:
        """Origin of the rows, for ``Case.source``."""
        return f"import:{self.mapping.kind}"

    def row_id(self, row: Row) -> str:
        """What tells the row apart. Raises RowError row_id_missing."""
        value = self._text("row_id", row)[:120]
        if not value:
            raise self._error("row_id", "", "row_id_missing", _("The row has no number of its own."))
        return value

    def parse(self, row: Row) -> Parsed:
        """The request in a row; a new customer or site is created at once, see ``forget``. Raises RowError."""
        self._fresh = ""
        reported, ended = self._moment("reported_at", row) or timezone.now(), self._moment("ended_at", row)
        if reported > timezone.now():
            raise self._error("reported_at", str(reported), "time_in_future", _("This time lies in the future."))
        if ended and ended < reported:
            raise self._error("ended_at", str(ended), "ends_before_begin", _("The end lies before the beginning."))
        asset = self._asset(row)
        product = asset.product if asset else self._product(row)
        customer = asset.customer if asset else self._customer(row)
        site = asset.site if asset else customer.sites.order_by("id").first()
        request = Request(
            customer=customer,
            channel="import",
            service_type=self._service_type(row),
            description=self._text("description", row)[:4000],
            title=self._text("title", row)[:TITLE_LENGTH],
            severity=self._severity(row),
            site=site,
            asset=asset,
            product=product,
            symptom=self._symptom(row, product),
            device_code=self._text("device_code", row)[:20],
            contact_name=self._text("contact_name", row)[:80],
            contact_phone=self._text("contact_phone", row)[:40],
            note_to_engineer=self._text("note_to_engineer", row)[:200],
            source=self.source,
            external_id=self.row_id(row),
            at=reported,
            visit=ended is None or site is not None,
        )
        return Parsed(request, ended)

    def _error(self, name: str, value: str, code: str, message: str) -> RowError:
        source = self.mapping.fields.get(name)
        column = source.columns[0] if source and source.columns else name
        return RowError(column, value[:200], code, message)

    def _text(self, name: str, row: Row, category: str = "") -> str:
        try:
            return value_of(self.mapping, name, row, category)
        except Untranslated as error:
            raise self._error(name, str(error), "value_unknown", _("The mapping does not know this value.")) from error

    def _moment(self, name: str, row: Row) -> datetime | None:
        try:
            return moment_of(self.mapping, name, row) if name in self.mapping.fields else None
        except ValueError as error:
            raise self._error(name, self._text(name, row), "time_unreadable", _("Not a date and time.")) from error

    def _severity(self, row: Row) -> int:
        text = self._text("severity", row) or "3"
        if text not in ("1", "2", "3", "4"):
            raise self._error("severity", text, "severity_unknown", _("Severity is 1, 2, 3 or 4."))
        return int(text)

    def _service_type(self, row: Row) -> ServiceType:
        code = self._text("service_type", row) or "repair"
        if not self._types:
            self._types = {kind.code: kind for kind in ServiceType.objects.filter(active=True)}
        if code not in self._types:
            raise self._error("service_type", code, "service_type_unknown", _("Unknown service type."))
        return self._types[code]

    def _product(self, row: Row) -> Product | None:
        model = self._text("product", row)
        if not model:
            return None
        if model not in self._products:
            found = Product.objects.select_related("category").filter(model=model).first()
            self._products[model] = found
        product = self._products[model]
        if product is None:
            raise self._error("product", model, "product_unknown", _("Unknown model."))
        return product

    def _asset(self, row: Row) -> Asset | None:
        serial = self._text("serial", row)
        if not serial:
            return None
        rows = Asset.objects.visible_to(self.actor) if self.actor else Asset.objects.all()
        asset = (
            rows.select_related("product__category", "customer__region", "site__region").filter(serial=serial).first()
        )
        if asset is None:
            raise self._error("serial", serial, "asset_unknown", _("Unknown serial number."))
        return asset

    def _symptom(self, row: Row, product: Product | None) -> Code | None:
        if product is None or "symptom" not in self.mapping.fields:
            return None
        code = self._text("symptom", row, product.category.code)
        if code == UNDERSTAND:
            columns = self.mapping.fields["symptom"].columns
            words = " ".join(self.mapping.plain(row, column) for column in columns)
            return next(iter(understand(words, product.category_id).symptoms), None)
        found = next((symptom for symptom in symptoms(product.category_id) if symptom.code == code), None)
        if code and found is None:
            raise self._error("symptom", code, "symptom_unknown", _("Unknown symptom code."))
        return found

    def _customer(self, row: Row) -> Customer:
        number, phone = self._text("customer_number", row), self._text("customer_phone", row)
        name = self._text("customer_name", row)
        key = f"{number}|{phone}|{name}"
        if key not in self._customers:
            found = self._known_customer(number, phone, name)
            self._fresh = "" if found else key
            self._customers[key] = found or self._new_customer(row, phone, name)
        return self._customers[key]

    def forget(self) -> None:
        """The last row was rolled back, and with it the customer it created."""
        self._customers.pop(self._fresh, None)

    def _known_customer(self, number: str, phone: str, name: str) -> Customer | None:
        rows = Customer.objects.visible_to(self.actor) if self.actor else Customer.objects.all()
        rows = rows.select_related("region").order_by("id")
        if number:
            if found := rows.filter(number=number).first():
                return found
            raise self._error("customer_number", number, "customer_unknown", _("Unknown customer."))
        if phone and (found := rows.filter(phone_index=phone_index(phone)).first()):
            return found
        rules = self.mapping.customer
        return rows.filter(name=rules.name.replace("{value}", name), kind=rules.kind).first() if name else None

    def _new_customer(self, row: Row, phone: str, name: str) -> Customer:
        rules = self.mapping.customer
        if not name or not rules.create:
            text = _("Unknown customer.") if name else _("The row names no customer.")
            raise self._error("customer_name", name or phone, "customer_unknown", text)
        place = self._place(row, name)
        region = self._region(place, name)
        given = CustomerInput(name=rules.name.replace("{value}", name), region=region, kind=rules.kind, phone=phone)
        site = SiteInput(
            region=region, city=place.city, district=place.district, street=place.street,
            latitude=place.latitude, longitude=place.longitude,
        )  # fmt: skip
        try:
            with transaction.atomic():
                return customers.create_customer(actor=self.actor, given=given, site=site)
        except BusinessError as error:
            raise self._error("customer_name", name, error.code, str(error.message)) from error

    def _place(self, row: Row, name: str) -> Place:
        rules = self.mapping.customer
        known = rules.places.get(self.mapping.plain(row, rules.places_by) if rules.places_by else name)
        place = known or rules.default_place
        if place is None:
            raise self._error("customer_name", name, "place_unknown", _("The mapping says no place for this customer."))
        written = {name: self._text(name, row) for name in ("city", "district", "street")}
        return place.model_copy(update={key: text for key, text in written.items() if text})

    def _region(self, place: Place, name: str) -> Region:
        """The named region, else the one of the nearest outlet, else the nearest region."""
        if place.region:
            if found := Region.objects.filter(code=place.region).first():
                return found
            raise self._error("customer_name", name, "region_unknown", _("Unknown region."))
        here = Point(place.longitude, place.latitude)
        outlets = Outlet.objects.filter(active=True).select_related("region")
        near = [(haversine_km(Point(o.longitude, o.latitude), here), o.region) for o in outlets]
        for region in Region.objects.filter(active=True, latitude__isnull=False, longitude__isnull=False):
            near.append((haversine_km(Point(region.longitude or 0, region.latitude or 0), here), region))
        if not near:
            raise self._error("customer_name", name, "region_unknown", _("There is no region yet."))
        return min(near, key=lambda pair: pair[0])[1]
