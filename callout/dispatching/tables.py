"""Lists of dispatch: what is on offer, what waits for a yes, what needs a person, how regions dispatch."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from callout.accounts.access import DISPATCH_POLICY, FIELD_USE, ORDERS_DISPATCH
from callout.accounts.models import Region
from callout.dispatching.labels import ESCALATION_REASONS, LEVELS, MODES, OFFER_KINDS, OFFER_STATES, mode_label, told
from callout.dispatching.models import Escalation, Invitation, Offer
from callout.foundation.ui import formats
from callout.foundation.ui.lists import BulkAction, ChoiceFilter, Column, Empty, ListPage, RelationFilter, Tab
from callout.workforce.selectors import visible_outlets, visible_regions
from callout.workorders.models import Booking


def _order_link(row: Any) -> str:
    return reverse("workorders:detail", args=[row.work_order.number])


def _by_words(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """By the number of the order, its fault or its customer."""
    return rows.filter(
        Q(work_order__number__istartswith=text)
        | Q(work_order__title__icontains=text)
        | Q(work_order__customer__name__icontains=text)
    )


class PoolList(ListPage):
    """Orders on offer to engineers or outlets."""

    permission = ORDERS_DISPATCH
    name = "pool"
    title = _("On offer")
    model = Offer
    live = ("work_order",)
    search_hint = _("Number, fault or customer")
    default_sort = "until"
    tabs = (
        Tab("open", _("On offer"), Q(state="open")),
        Tab("pool", _("To be grabbed"), Q(state="open", kind="pool")),
        Tab("outlet", _("At outlets"), Q(state="open", kind="outlet")),
        Tab("expired", _("Expired"), Q(state="expired"), tone="danger"),
        Tab("all", _("All")),
    )
    columns = (
        Column("until", _("Until"), sort="until", template="dispatching/cells/until.html", area="top"),
        Column("number", _("Number"), value="work_order.number", link=_order_link, sort="work_order_id", area="ref",
               fixed=True),
        Column("title", _("Fault"), value="work_order.title", area="title", clip=True),
        Column("place", _("Place"), value="work_order.site", area="meta", clip=True),
        Column("kind", _("Kind"), value=lambda row: OFFER_KINDS[row.kind], sort="kind", area="side"),
        Column("to", _("Offered to"), value="outlet", template="dispatching/cells/offered_to.html", area="text"),
        Column("due", _("Promised"), value="work_order.due_at", sort="work_order__due_at", area="when"),
        Column("state", _("State"), value=lambda row: OFFER_STATES[row.state], sort="state", area="state"),
        Column("taken_by", _("Taken by"), hidden=True),
        Column("act", "", value=lambda row: "", template="dispatching/cells/offer_act.html", export=lambda row: ""),
    )  # fmt: skip
    filters = (
        RelationFilter("region", _("Region"), field="work_order__region", icon="map-pin", rows=visible_regions),
        RelationFilter("outlet", _("Outlet"), icon="building-store", rows=visible_outlets),
        ChoiceFilter("kind", _("Kind"), choices=list(OFFER_KINDS.items())),
    )
    empty = Empty(
        _("Nothing is on offer"),
        _("Regions with a pool, or whose outlets assign, put their new orders here."),
        "hand-grab",
    )

    def queryset(self, user: Any) -> QuerySet[Offer]:
        """Offers with their order and how many were invited."""
        rows = Offer.objects.visible_to(user).select_related(
            "work_order__site", "work_order__customer", "outlet", "taken_by__user"
        )
        return rows.annotate(invited=Count("invitations"))

    def search(self, rows: QuerySet[Offer], text: str) -> QuerySet[Offer]:
        """By number, fault or customer."""
        return _by_words(rows, text)


class GrabList(ListPage):
    """What an engineer may grab now, the cheapest for him first."""

    permission = FIELD_USE
    name = "grab"
    title = _("Orders to grab")
    model = Invitation
    live = ("work_order",)
    default_sort = "way"
    columns = (
        Column("until", _("Until"), value="offer.until", sort="offer__until",
               template="dispatching/cells/until.html", area="top"),
        Column("title", _("Fault"), value="offer.work_order.title", area="title", clip=True, fixed=True),
        Column("place", _("Place"), value="offer.work_order.site.district", area="meta"),
        Column("starts", _("Your next free time"), value="starts_at", sort="starts_at", area="when"),
        Column("way", _("Way"), value=lambda row: f"{row.travel_km:.1f} km · {row.travel_minutes} min",
               sort="travel_km", area="text"),
        Column("due", _("Promised"), value="offer.work_order.due_at", sort="offer__work_order__due_at"),
        Column("act", "", value=lambda row: "", template="dispatching/cells/grab.html", area="side",
               export=lambda row: ""),
    )  # fmt: skip
    empty = Empty(
        _("Nothing to grab now"), _("New orders of your region appear here; the first to take one has it."), "hand-grab"
    )

    def queryset(self, user: Any) -> QuerySet[Invitation]:
        """The person's invitations to open offers."""
        now = timezone.now()
        rows = Invitation.objects.filter(engineer__user=user, offer__state="open", offer__until__gt=now)
        return rows.select_related("offer__work_order__site")


class ProposalList(ListPage):
    """Bookings the machine proposes; nobody is told before somebody confirms."""

    permission = ORDERS_DISPATCH
    name = "proposals"
    title = _("Proposals")
    model = Booking
    live = ("booking",)
    search_hint = _("Number, fault or customer")
    default_sort = "starts"
    columns = (
        Column("starts", _("Time"), value=lambda row: formats.slot(row.starts_at, row.ends_at), sort="starts_at",
               area="top"),
        Column("number", _("Number"), value="work_order.number", link=_order_link, sort="work_order_id", area="ref",
               fixed=True),
        Column("title", _("Fault"), value="work_order.title", area="title", clip=True),
        Column("place", _("Place"), value="work_order.site", area="meta", clip=True),
        Column("engineer", _("Engineer"), value="engineer", sort="engineer__user__full_name", area="side"),
        Column("outlet", _("Outlet"), value="engineer.outlet", area="text"),
        Column("way", _("Way"), value=lambda row: f"{row.travel_km:.1f} km", sort="travel_km", end=True),
        Column("due", _("Promised"), value="work_order.due_at", sort="work_order__due_at", area="when"),
    )  # fmt: skip
    filters = (
        RelationFilter("region", _("Region"), field="work_order__region", icon="map-pin", rows=visible_regions),
        RelationFilter("outlet", _("Outlet"), field="engineer__outlet", icon="building-store", rows=visible_outlets),
    )
    bulk: ClassVar = (BulkAction(_("Confirm"), "check", "dispatching:confirm", ORDERS_DISPATCH, "c"),)
    empty = Empty(
        _("No proposal waits"), _("Regions that confirm by hand show here what the machine would do."), "checks"
    )

    def queryset(self, user: Any) -> QuerySet[Booking]:
        """Proposed bookings of the leads; helpers follow them."""
        rows = Booking.objects.visible_to(user).filter(state="proposed", helper=False)
        return rows.select_related("work_order__site", "engineer__user", "engineer__outlet")

    def search(self, rows: QuerySet[Booking], text: str) -> QuerySet[Booking]:
        """By number, fault or customer."""
        return _by_words(rows, text)


class EscalationList(ListPage):
    """Orders that need a person."""

    permission = ORDERS_DISPATCH
    name = "escalations"
    title = _("Needs a person")
    model = Escalation
    live = ("work_order",)
    search_hint = _("Number, fault or customer")
    default_sort = "until"
    tabs = (
        Tab("open", _("Not settled"), Q(resolved_at=None)),
        Tab("managers", _("With the managers"), Q(resolved_at=None, level=2), tone="danger"),
        Tab("settled", _("Settled"), Q(resolved_at__isnull=False)),
    )
    columns = (
        Column("until", _("Until"), sort="until", template="dispatching/cells/until.html", area="top"),
        Column("number", _("Number"), value="work_order.number", link=_order_link, sort="work_order_id", area="ref",
               fixed=True),
        Column("title", _("Fault"), value="work_order.title", area="title", clip=True),
        Column("reason", _("Why"), value=lambda row: ESCALATION_REASONS[row.reason],
               template="dispatching/cells/reason.html", sort="reason", area="text"),
        Column("level", _("Stage"), value=lambda row: LEVELS[row.level], sort="level", area="side"),
        Column("told", _("Told"), value=told, clip=True, area="meta"),
        Column("at", _("Since"), sort="at", area="when"),
        Column("resolution", _("Settled by"), template="dispatching/cells/settled.html", area="state"),
        Column("act", "", value=lambda row: "", template="dispatching/cells/escalation_act.html",
               export=lambda row: ""),
    )  # fmt: skip
    filters = (
        RelationFilter("region", _("Region"), field="work_order__region", icon="map-pin", rows=visible_regions),
        ChoiceFilter("reason", _("Why"), choices=list(ESCALATION_REASONS.items())),
    )
    empty = Empty(
        _("Nothing needs you"),
        _("Orders that no rule can place come here, with who was told and until when."),
        "checks",
    )

    def queryset(self, user: Any) -> QuerySet[Escalation]:
        """Escalations with their order and whom they were told to."""
        rows = Escalation.objects.visible_to(user).select_related("work_order__customer", "resolved_by")
        return rows.prefetch_related("told")

    def search(self, rows: QuerySet[Escalation], text: str) -> QuerySet[Escalation]:
        """By number, fault or customer."""
        return _by_words(rows, text)


class PolicyList(ListPage):
    """How each region dispatches."""

    permission = DISPATCH_POLICY
    name = "policies"
    title = _("Dispatch policies")
    model = Region
    default_sort = "code"
    search_hint = _("Code or name of the region")
    columns = (
        Column("code", _("Code"), sort="code", area="top", fixed=True),
        Column("name", _("Region"), link="dispatching:policy", sort="name_zh", area="title"),
        Column("mode", _("Mode"), value=lambda row: mode_label(row.mode), sort="mode", area="side"),
        Column("acceptance", _("Minutes to answer"), value="acceptance", end=True, area="when"),
        Column(
            "preemption", _("Emergencies"), value="preemption", template="dispatching/cells/choice.html", area="text"
        ),
        Column(
            "reoptimise", _("Better plans"), value="reoptimise", template="dispatching/cells/choice.html", area="meta"
        ),
    )
    filters = (ChoiceFilter("mode", _("Mode"), field="dispatch_policy__mode", choices=list(MODES.items())),)
    empty = Empty(_("No region"), _("Each region has its own way to dispatch."), "settings")

    def queryset(self, user: Any) -> QuerySet[Region]:
        """Regions the person sets, with what is set."""
        rows = visible_regions(user, DISPATCH_POLICY)
        return rows.annotate(
            mode=F("dispatch_policy__mode"), acceptance=F("dispatch_policy__acceptance_minutes"),
            preemption=F("dispatch_policy__preemption"), reoptimise=F("dispatch_policy__reoptimise"),
        )  # fmt: skip

    def search(self, rows: QuerySet[Region], text: str) -> QuerySet[Region]:
        """By code or either name."""
        return rows.filter(Q(code__istartswith=text) | Q(name_zh__icontains=text) | Q(name_en__icontains=text))
