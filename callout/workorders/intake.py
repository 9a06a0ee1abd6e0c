"""The one door for requests: desk, web form, API, import and field app all take a request here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from callout.accounts.models import User
from callout.agreements import selectors as agreements
from callout.agreements.models import Severity
from callout.agreements.selectors import Entitlement, Promise
from callout.assets.models import Asset, Category, Code, Product
from callout.cases import selectors as cases
from callout.cases import services as case_services
from callout.cases.models import Case, Channel, ServiceType
from callout.customers.models import Customer, Site
from callout.foundation.actions import business_action
from callout.foundation.errors import InvalidInput, NotAllowed
from callout.foundation.numbering import next_of_each
from callout.workforce.models import Engineer
from callout.workorders import services
from callout.workorders.needs import Needs, begin_with

MAX_TEXT = 4000
CLOCK_TOLERANCE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A customer's request as it came in. ``at`` is when it was made (default now).

    Without ``visit`` it is only registered: a visit may be opened later. ``needs`` are those of its first visit.
    """

    customer: Customer
    channel: str
    service_type: ServiceType
    description: str
    title: str = ""
    severity: int = Severity.NORMAL
    site: Site | None = None
    asset: Asset | None = None
    product: Product | None = None
    symptom: Code | None = None
    device_code: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    wanted_from: datetime | None = None
    wanted_until: datetime | None = None
    note_to_engineer: str = ""
    repeat_of: Case | None = None
    preferred_engineer: Engineer | None = None
    source: str = ""
    external_id: str = ""
    at: datetime | None = None
    visit: bool = True
    needs: Needs | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """What saving the request would promise: shown to the agent before the save and used by it."""

    at: datetime
    site: Site | None
    product: Product | None
    category: Category | None
    entitlement: Entitlement
    promises: tuple[Promise, ...]
    repeat: Case | None


def prepare(request: Request, *, hints: bool = True) -> Preview:
    """Settle site, product, entitlement and promised times. Raises InvalidInput with a field for what is wrong.

    With ``hints`` the last repair of the asset is looked up, so that the agent may link a repeat.
    """
    at = request.at or timezone.now()
    _check(request, at)
    asset = request.asset
    site = request.site or (asset.site if asset else request.customer.sites.order_by("id").first())
    product = asset.product if asset else request.product
    category = product.category if product else None
    repeat = request.repeat_of or (cases.repeat_of(asset, at) if asset and hints else None)
    entitlement = agreements.entitlement_for(
        customer=request.customer,
        asset=asset,
        category=category,
        at=at,
        repeat_since=repeat.resolved_at if request.repeat_of and repeat else None,
    )
    promises = tuple(agreements.promised_times(entitlement.level_id, request.severity, at))
    if not request.service_type.needs_visit:
        promises = tuple(promise for promise in promises if promise.milestone != "arrive")
    return Preview(at, site, product, category, entitlement, promises, repeat)


def _check(request: Request, at: datetime) -> None:
    fields: dict[str, str] = {}
    if not request.description.strip() and not request.title.strip() and not request.symptom:
        fields["description"] = _("Write what the customer says, or choose a symptom.")
    if len(request.description) > MAX_TEXT:
        fields["description"] = _("At most %(n)d characters.") % {"n": MAX_TEXT}
    if request.severity not in Severity.values:
        fields["severity"] = _("Unknown severity.")
    if request.channel not in Channel.values:
        fields["channel"] = _("Unknown channel.")
    if request.asset and request.asset.customer_id != request.customer.pk:
        fields["asset"] = _("This asset belongs to another customer.")
    if request.site and request.site.customer_id != request.customer.pk:
        fields["site"] = _("This site belongs to another customer.")
    if request.wanted_from and request.wanted_until and request.wanted_until <= request.wanted_from:
        fields["wanted_until"] = _("The end lies before the beginning.")
    if at > timezone.now() + CLOCK_TOLERANCE:
        fields["at"] = _("This time lies in the future.")
    if fields:
        raise InvalidInput("request_invalid", _("The request cannot be taken yet."), fields=fields)


@business_action
def take_request(*, actor: User | None, request: Request) -> Case:
    """Open a case with its promises and, when the service type needs one, its first work order.

    A repeated (source, external_id) returns the case of the first time.
    """
    try:
        preview = prepare(request, hints=False)
        check_scope(actor, request, preview)
        return _open(actor, request, preview)
    except (case_services.AlreadyTaken, InvalidInput, NotAllowed):
        if request.external_id and (known := _known(request)):
            return known
        raise


def _open(actor: User | None, request: Request, preview: Preview) -> Case:
    new = new_case(request, preview)
    if not (request.visit and request.service_type.needs_visit):
        return case_services.create_case(actor=actor, new=new)
    number, order_number = next_of_each(("CA", "WO"), new.at)
    case = case_services.create_case(actor=actor, new=replace(new, number=number, visits=1))
    due_at = services.due_of({promise.milestone: promise.due_at for promise in preview.promises})
    order = services.open_first_visit(
        actor=actor, case=case, number=order_number, due_at=due_at, preferred_engineer=request.preferred_engineer
    )
    if request.needs:
        begin_with(order, request.needs)
    return case


def check_scope(actor: User | None, request: Request, preview: Preview) -> None:
    """Raises NotAllowed when the actor may not take requests for that place."""
    if actor is not None and not _may_take(actor, request, preview):
        raise NotAllowed("request_outside_scope", _("This customer is outside your area."))


def _may_take(actor: User, request: Request, preview: Preview) -> bool:
    scope = actor.scope_for("cases.create") if actor.may("cases.create") else actor.scope_for("field.use")
    region_id = preview.site.region_id if preview.site else request.customer.region_id
    return scope.everything or scope.own or scope.covers(region_id, None) or bool(scope.outlets)


def _known(request: Request) -> Case | None:
    return Case.objects.filter(source=request.source, external_id=request.external_id).first()


def new_case(request: Request, preview: Preview) -> case_services.NewCase:
    """The case that a settled request begins as."""
    customer, symptom = request.customer, request.symptom
    return case_services.NewCase(
        customer=customer,
        region=preview.site.region if preview.site else customer.region,
        channel=request.channel,
        service_type=request.service_type,
        severity=request.severity,
        title=(request.title.strip() or _title(request, preview))[:120],
        description=request.description.strip(),
        at=preview.at,
        entitlement=preview.entitlement,
        promises=preview.promises,
        site=preview.site,
        asset=request.asset,
        product=preview.product,
        category=preview.category,
        symptom=symptom,
        device_code=request.device_code,
        contact_name=request.contact_name or customer.name[:80],
        contact_phone=request.contact_phone or customer.phone,
        wanted_from=request.wanted_from,
        wanted_until=request.wanted_until,
        note_to_engineer=request.note_to_engineer,
        repeat_of=request.repeat_of,
        source=request.source,
        external_id=request.external_id,
    )


def _title(request: Request, preview: Preview) -> str:
    what = preview.category.name if preview.category else request.service_type.name
    fault = request.symptom.name if request.symptom else request.description.strip().splitlines()[0][:60]
    code = f" {request.device_code}" if request.device_code and request.device_code not in fault else ""
    return f"{what} {fault}{code}"
