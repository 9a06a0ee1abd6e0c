"""What the desk shows: the caller's file, calls that ring, what saving would promise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from callout.accounts.models import User
from callout.agreements import selectors as agreements
from callout.agreements.labels import MILESTONE_ICONS, MILESTONES, Cover, cover
from callout.agreements.panels import covers
from callout.agreements.selectors import Entitlement
from callout.assets import selectors as assets
from callout.assets.models import Asset, Code
from callout.assets.selectors import Understood
from callout.cases import selectors as cases
from callout.cases.models import Case, ServiceType
from callout.contact_centre.forms import RequestForm, Subject
from callout.contact_centre.models import Call, Draft
from callout.contact_centre.windows import Window, wanted_windows
from callout.customers.models import Customer, Site
from callout.foundation.errors import InvalidInput
from callout.foundation.ui import formats
from callout.workorders.intake import Preview, prepare
from callout.workorders.models import ServiceRecord

CODE_SHOWN = ("code", "name_zh", "name_en")
RECORD_SHOWN = (
    "finished_at", "work_order__number", "work_order__title", "work_order__case__number", "work_order__case__rating",
    "work_order__category__icon", "booking__engineer__user__full_name",
    *(f"{kind}__{name}" for kind in ("symptom", "object", "cause", "action") for name in CODE_SHOWN),
)  # fmt: skip
LIVE = (Call.State.RINGING, Call.State.ANSWERED)


def live_call(user: User) -> Call | None:
    """The agent's call in progress, else the oldest that rings for him or for anybody."""
    rows = Call.objects.filter(state__in=LIVE).select_related("customer")
    mine = rows.filter(agent=user).order_by("state", "started_at").first()
    return mine or rows.filter(agent=None, state=Call.State.RINGING).order_by("started_at").first()


def call_for(user: User, pk: int) -> Call | None:
    """A call of the agent, or one that rings for anybody."""
    return Call.objects.filter(Q(agent=user) | Q(agent=None), pk=pk).select_related("customer").first()


def open_cases_of(user: User, most: int = 8) -> list[Case]:
    """Open cases the agent took, the next promise first: what the customer will ask about."""
    rows = Case.objects.visible_to(user).open().filter(created_by=user).select_related("customer")
    return list(rows.order_by("next_due_at")[:most])


def calls_of(user: User) -> QuerySet[Call]:
    """Calls the person may see in the list: the agent's own, those nobody took, and those of customers in his area."""
    visible = Customer.objects.visible_to(user).values("pk")
    return Call.objects.filter(Q(agent=user) | Q(agent=None) | Q(customer__in=visible)).select_related(
        "customer", "agent", "case"
    )


def hide_strangers(user: User, calls: Sequence[Call]) -> None:
    """Take customer and case off calls of customers outside the person's area."""
    asked = {call.customer_id for call in calls if call.customer_id}
    seen = set(Customer.objects.visible_to(user).filter(pk__in=asked).values_list("pk", flat=True)) if asked else set()
    for call in calls:
        if call.customer_id not in seen:
            call.customer = call.case = None


@dataclass(frozen=True, slots=True)
class CustomerFile:
    """The left side of the desk."""

    customer: Customer
    sites: list[Site]
    covers: list[tuple[Asset, Cover]]
    open_cases: list[Case]
    visits: list[ServiceRecord]
    rating: dict[str, Any]

    @property
    def years(self) -> int:
        """Years since the first contact."""
        return max(0, (timezone.localdate() - self.customer.since).days // 365)


def last_records(rows: QuerySet[ServiceRecord], most: int) -> list[ServiceRecord]:
    """The newest of these records with what a line shows.

    The keys come first: with more than eight tables joined PostgreSQL keeps the order they are written in.
    """
    keys = list(rows.order_by("-finished_at").values_list("pk", flat=True)[:most])
    found = ServiceRecord.objects.filter(pk__in=keys).select_related(
        "work_order__case", "work_order__category", "booking__engineer__user", "symptom", "object", "cause", "action"
    )
    return list(found.only(*RECORD_SHOWN).prefetch_related("part_usages__part").order_by("-finished_at"))


def customer_file(user: User, customer: Customer, devices: Sequence[Asset]) -> CustomerFile:
    """Everything an agent needs while the phone rings, in a fixed number of queries; ``devices`` are known already."""
    visible = Case.objects.visible_to(user).filter(customer=customer)
    return CustomerFile(
        customer,
        list(customer.sites.all()),
        covers(customer, devices),
        list(visible.open().select_related("service_type").order_by("-id")[:5]),
        last_records(ServiceRecord.objects.filter(work_order__case__in=visible), 4),
        cases.rating_of(customer),
    )


@dataclass(frozen=True, slots=True)
class Prospect:
    """What saving the form would mean, shown while the agent types."""

    preview: Preview | None
    cover: Cover
    prices: list[dict[str, Any]]
    promises: list[dict[str, Any]]
    windows: list[Window]
    understood: Understood
    symptom: Code | None
    symptoms: tuple[Code, ...]
    duplicates: list[Case]
    sentence: str
    problems: dict[str, str] = field(default_factory=dict)

    @property
    def offered(self) -> list[Code]:
        """Symptoms shown as chips: those understood and the one picked."""
        found = list(self.understood.symptoms)
        return found if self.symptom is None or self.symptom in found else [self.symptom, *found]

    @property
    def level(self) -> Any:
        """The service level that is promised."""
        entitlement = self.preview.entitlement if self.preview else None
        return agreements.levels().get(entitlement.level_id or 0) if entitlement else None


def prospect(form: RequestForm) -> Prospect:
    """Entitlement, prices, promised times and what the words say, as far as the form is filled."""
    form.is_valid()
    data = form.cleaned_data
    data.setdefault("service_type", ServiceType.objects.filter(active=True).first())
    preview, problems = _prepared(form)
    entitlement = preview.entitlement if preview else Entitlement("none", False, False, False)
    asset = data.get("asset")
    return Prospect(
        preview=preview,
        cover=cover(entitlement),
        prices=_prices(entitlement, form.category_id),
        promises=_promises(preview),
        windows=wanted_windows(timezone.now(), preview.promises if preview else ()),
        understood=form.understood,
        symptom=form.settled_symptom,
        symptoms=assets.symptoms(form.category_id) if form.category_id else (),
        duplicates=cases.open_duplicates(form.subject.customer, asset) if asset else [],
        sentence=_sentence(form, preview, entitlement),
        problems=problems,
    )


def _prepared(form: RequestForm) -> tuple[Preview | None, dict[str, str]]:
    try:
        request = form.request()
        if not request.description.strip() and not request.symptom:
            request = _titled(request)
        return prepare(request), {}
    except InvalidInput as error:
        return None, {name: str(text) for name, text in error.fields.items()}


def _titled(request: Any) -> Any:
    """Nothing is typed yet, but entitlement and promises are known already."""
    return replace(request, title="…")


def _prices(entitlement: Entitlement, category_id: int | None) -> list[dict[str, Any]]:
    labels = {"visit": _("Call-out"), "labour": _("Labour, an hour"), "parts": _("Parts")}
    rows = []
    for kind, label in labels.items():
        item = agreements.list_price(kind, category_id) if kind != "parts" else None
        free = getattr(entitlement, kind)
        amount = entitlement.charge(kind, item.amount) if item else Decimal(0) if free else None
        rows.append({"label": label, "list": item.amount if item else None, "amount": amount, "free": free})
    return rows


def _promises(preview: Preview | None) -> list[dict[str, Any]]:
    return [
        {
            "label": MILESTONES[promise.milestone],
            "icon": MILESTONE_ICONS[promise.milestone],
            "due": promise.due_at,
            "within": formats.duration(promise.minutes * 60),
            "around_the_clock": promise.around_the_clock,
        }
        for promise in (preview.promises if preview else ())
    ]


def _sentence(form: RequestForm, preview: Preview | None, entitlement: Entitlement) -> str:
    """What the agent reads out: who comes when, and what it costs."""
    if preview is None:
        return ""
    due = {promise.milestone: formats.when(promise.due_at) for promise in preview.promises}
    window = form.cleaned_data.get("window")
    parts = []
    if "respond" in due:
        parts.append(_("An engineer calls you before %(when)s.") % {"when": due["respond"]})
    if window:
        parts.append(_("You would like the visit %(when)s; we confirm the time by text.") % {"when": window.label})
    elif "arrive" in due:
        parts.append(_("He is with you by %(when)s.") % {"when": due["arrive"]})
    parts.append(_cost(entitlement, form.category_id))
    return ("" if (get_language() or "").startswith("zh") else " ").join(parts)


def _cost(entitlement: Entitlement, category_id: int | None) -> str:
    if entitlement.visit and entitlement.labour and entitlement.parts:
        return _("There is no charge.")
    if entitlement.visit and entitlement.labour:
        return _("Visit and labour are free; parts are charged at list price.")
    item = agreements.list_price("visit", category_id)
    if item and not entitlement.visit:
        return _("The visit costs %(amount)s; the engineer names the rest before he starts.") % {
            "amount": formats.money(item.amount, item.currency)
        }
    return _("The engineer names the price before he starts.")


def draft_of(user: User, call: Call | None) -> Draft | None:
    """What the agent had typed on this call (or without one)."""
    return Draft.objects.filter(agent=user, call=call).first()


def newest_draft(user: User) -> Draft | None:
    """What the agent typed last and did not save, on whatever call."""
    return Draft.objects.filter(agent=user).order_by("-saved_at").first()


def subject_of(user: User, customer: Customer, call: Call | None) -> Subject:
    """The customer with the devices the agent may see."""
    return Subject(customer, tuple(assets.assets_of(user, customer)), call)
