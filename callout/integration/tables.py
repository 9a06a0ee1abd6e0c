"""Lists of tokens, webhooks, their deliveries and imports."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from callout.accounts.access import INTEGRATION_MANAGE
from callout.foundation.ui.chips import chip_for
from callout.foundation.ui.lists import Column, Empty, ListPage, PageAction, Tab
from callout.integration.models import ApiToken, ImportProblem, ImportRun, WebhookDelivery, WebhookEndpoint


def _valid(user: Any) -> Q:
    return Q(revoked_at=None) & (Q(expires_at=None) | Q(expires_at__gt=timezone.now()))


class TokenList(ListPage):
    """API tokens."""

    permission = INTEGRATION_MANAGE
    name = "tokens"
    title = _("API tokens")
    model = ApiToken
    default_sort = "-created"
    tabs = (Tab("valid", _("Valid"), _valid), Tab("all", _("All")))
    columns = (
        Column("name", _("Name"), link="integration:token", sort="name", area="title", fixed=True),
        Column("user", _("Acts as"), area="text"),
        Column("prefix", _("Begins with"), value=lambda row: f"co_{row.prefix}_", area="ref"),
        Column("permissions", _("Permissions"), value=lambda row: len(row.permissions), end=True, area="side"),
        Column("used", _("Last used"), value="used_at", sort="used_at", area="when"),
        Column("expires", _("Valid until"), value="expires_at", sort="expires_at", area="meta"),
        Column("created", _("Created"), value="created_at", sort="id"),
        Column("revoked", _("Revoked"), value="revoked_at", hidden=True),
    )
    action = PageAction(_("New token"), "plus", "integration:token-create", INTEGRATION_MANAGE)
    empty = Empty(_("No tokens yet"), _("A token lets another system use the API."), "key")

    def queryset(self, user: Any) -> QuerySet[ApiToken]:
        """All tokens with their person."""
        return ApiToken.objects.select_related("user")


class EndpointList(ListPage):
    """Webhook endpoints."""

    permission = INTEGRATION_MANAGE
    name = "webhooks"
    title = _("Webhooks")
    model = WebhookEndpoint
    default_sort = "name"
    columns = (
        Column("name", _("Name"), link="integration:webhook", sort="name", area="title", fixed=True),
        Column("url", _("Address"), area="text", clip=True),
        Column("events", _("Events"), value=lambda row: ", ".join(row.events) or "*", area="meta", clip=True),
        Column("state", _("State"), value=lambda row: "on" if row.active else "off",
               template="integration/cells/on_off.html",
               area="state", export=lambda row: row.active),
        Column("failures", _("Failures in a row"), end=True, area="side"),
        Column("retry_at", _("Next try"), area="when"),
    )  # fmt: skip
    action = PageAction(_("New webhook"), "plus", "integration:webhook-create", INTEGRATION_MANAGE)
    empty = Empty(_("No webhooks yet"), _("A webhook tells another system what happens, as it happens."), "webhook")

    def queryset(self, user: Any) -> QuerySet[WebhookEndpoint]:
        """All endpoints."""
        return WebhookEndpoint.objects.all()


class DeliveryList(ListPage):
    """What was sent to webhooks."""

    permission = INTEGRATION_MANAGE
    name = "webhook-deliveries"
    title = _("Webhook deliveries")
    model = WebhookDelivery
    default_sort = "-created"
    tabs = (
        Tab("all", _("All")),
        Tab("pending", _("Waiting"), Q(state="pending")),
        Tab("failed", _("Given up"), Q(state="failed"), tone="danger"),
    )
    columns = (
        Column("created", _("Created"), value="created_at", sort="id", area="when", fixed=True),
        Column("event", _("Event"), value="event.type", area="title"),
        Column("endpoint", _("Webhook"), area="text",
               link=lambda row: reverse("integration:webhook", args=[row.endpoint_id])),
        Column("state", _("State"), template="integration/cells/delivery.html", area="state",
               export=lambda row: chip_for("webhook", row.state).label),
        Column("attempts", _("Tries"), end=True, area="side"),
        Column("status", "HTTP", end=True),
        Column("error", _("What happened"), area="meta", clip=True),
        Column("again", "", value="pk", template="integration/cells/again.html"),
    )  # fmt: skip
    empty = Empty(_("Nothing sent yet"), _("Deliveries of the last 30 days stand here."), "webhook")

    def queryset(self, user: Any) -> QuerySet[WebhookDelivery]:
        """All deliveries."""
        return WebhookDelivery.objects.select_related("endpoint", "event")


class ImportList(ListPage):
    """Imports."""

    permission = INTEGRATION_MANAGE
    name = "imports"
    title = _("Imports")
    model = ImportRun
    default_sort = "-created"
    columns = (
        Column("created", _("Created"), value="created_at", sort="id", area="when", fixed=True),
        Column("name", _("File"), link="integration:import", area="title", clip=True),
        Column("state", _("State"), template="integration/cells/run.html", area="state",
               export=lambda row: chip_for("import", row.state).label),
        Column("total", _("Rows"), end=True, area="side"),
        Column("new", _("New"), value="created", end=True, area="meta"),
        Column("known", _("Known already"), end=True),
        Column("failed", _("Refused"), end=True, area="text"),
        Column("started_by", _("Started by")),
    )  # fmt: skip
    action = PageAction(_("New import"), "upload", "integration:import-create", INTEGRATION_MANAGE)
    empty = Empty(_("No imports yet"), _("Cases from another system come in as a CSV or Excel file."), "upload")

    def queryset(self, user: Any) -> QuerySet[ImportRun]:
        """All imports."""
        return ImportRun.objects.select_related("started_by")


class ProblemList(ListPage):
    """Why rows of one import were refused."""

    permission = INTEGRATION_MANAGE
    name = "import-problems"
    title = _("Refused rows")
    model = ImportProblem
    default_sort = "row"
    columns = (
        Column("row", _("Row"), sort="row", end=True, area="side", fixed=True),
        Column("column", _("Column"), sort="column", area="title"),
        Column("value", _("Value"), area="text", clip=True),
        Column("message", _("Reason"), area="meta"),
        Column("code", _("Code"), sort="code", hidden=True),
    )
    empty = Empty(_("No row was refused"), "", "checks")

    def queryset(self, user: Any) -> QuerySet[ImportProblem]:
        """The refused rows of the import in the address."""
        return ImportProblem.objects.filter(run_id=self.kwargs["run"])
