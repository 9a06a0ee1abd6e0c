"""Pages of API tokens and webhooks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from callout.accounts.access import INTEGRATION_MANAGE, PERMISSIONS, public
from callout.accounts.models import User
from callout.foundation.crypto import decrypt, encrypt
from callout.foundation.ui.dialogs import DialogForm
from callout.foundation.ui.forms import FormPage
from callout.foundation.ui.toasts import notify
from callout.integration import docs, tokens
from callout.integration.forms import EndpointForm, TokenForm
from callout.integration.models import ApiToken, WebhookDelivery, WebhookEndpoint
from callout.integration.webhooks import services

SHOWN_ONCE = "integration.shown_once"


def _keep_secret(request: HttpRequest, secret: str) -> None:
    """Keep a fresh secret, encrypted, for the next page alone."""
    request.session[SHOWN_ONCE] = encrypt(secret)


def _take_secret(request: HttpRequest) -> str:
    return decrypt(request.session.pop(SHOWN_ONCE, ""))


class TokenCreate(FormPage):
    """A new API token."""

    permission = INTEGRATION_MANAGE
    form_class = TokenForm
    title = gettext_lazy("New API token")
    submit = gettext_lazy("Create token")

    def cancel_url(self) -> str:
        """The list."""
        return reverse("integration:tokens")

    def save(self, form: Any) -> str:
        """The token's page, which shows the secret once."""
        token, secret = tokens.make_token(actor=User.of(self.request), **form.cleaned_data)
        _keep_secret(self.request, secret)
        return reverse("integration:token", args=[token.pk])


class TokenPage(View):
    """One token."""

    permission = INTEGRATION_MANAGE

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page; directly after creation with the secret."""
        token = get_object_or_404(ApiToken.objects.select_related("user"), pk=pk)
        labels = [PERMISSIONS[code].label for code in token.permissions if code in PERMISSIONS]
        context = {"token": token, "labels": labels, "secret": _take_secret(request)}
        response = render(request, "integration/token.html", context)
        response["Cache-Control"] = "no-store"
        return response


class TokenRevoke(DialogForm):
    """End a token."""

    permission = INTEGRATION_MANAGE
    form_class = forms.Form
    submit = gettext_lazy("Revoke token")
    icon = "ban"
    danger = True

    def heading(self) -> str:
        """The question."""
        return _("Revoke “%(name)s”?") % {"name": get_object_or_404(ApiToken, pk=self.kwargs["pk"]).name}

    def text(self) -> str:
        """What happens."""
        return _("The system that uses it is refused from now on. This cannot be undone.")

    def back_url(self) -> str:
        """The token."""
        return reverse("integration:token", args=[self.kwargs["pk"]])

    def save(self, form: Any) -> None:
        """Revoke."""
        tokens.revoke_token(actor=self.actor, token_id=self.kwargs["pk"])
        notify(self.request, _("Revoked."))


class EndpointCreate(FormPage):
    """A new webhook."""

    permission = INTEGRATION_MANAGE
    form_class = EndpointForm
    title = gettext_lazy("New webhook")
    submit = gettext_lazy("Create webhook")

    def cancel_url(self) -> str:
        """The list."""
        return reverse("integration:webhooks")

    def save(self, form: Any) -> str:
        """The webhook's page, which shows the secret once."""
        endpoint, secret = services.create_endpoint(actor=User.of(self.request), **form.cleaned_data)
        _keep_secret(self.request, secret)
        return reverse("integration:webhook", args=[endpoint.pk])


class EndpointEdit(FormPage):
    """Change a webhook."""

    permission = INTEGRATION_MANAGE
    form_class = EndpointForm
    title = gettext_lazy("Change webhook")
    submit = gettext_lazy("Save webhook")

    def form_kwargs(self) -> dict[str, Any]:
        """Filled with the webhook."""
        endpoint = get_object_or_404(WebhookEndpoint, pk=self.kwargs["pk"])
        return {"initial": {"name": endpoint.name, "url": endpoint.url, "events": endpoint.events}}

    def cancel_url(self) -> str:
        """The webhook."""
        return reverse("integration:webhook", args=[self.kwargs["pk"]])

    def save(self, form: Any) -> str:
        """Back to the webhook."""
        services.change_endpoint(actor=User.of(self.request), endpoint_id=self.kwargs["pk"], **form.cleaned_data)
        notify(self.request, _("Saved."))
        return self.cancel_url()


class EndpointPage(View):
    """One webhook with its last deliveries."""

    permission = INTEGRATION_MANAGE

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page; directly after creation with the secret."""
        endpoint = get_object_or_404(WebhookEndpoint, pk=pk)
        deliveries = endpoint.deliveries.select_related("event")[:20]
        context = {"endpoint": endpoint, "deliveries": deliveries, "secret": _take_secret(request)}
        response = render(request, "integration/webhook.html", context)
        response["Cache-Control"] = "no-store"
        return response


class EndpointPing(View):
    """Call a webhook now."""

    permission = INTEGRATION_MANAGE

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The outcome as a toast."""
        answer = services.ping(get_object_or_404(WebhookEndpoint, pk=pk))
        if answer.delivered:
            notify(request, _("It answered: HTTP %(status)s.") % {"status": answer.status})
        else:
            notify(request, _("No success: %(error)s") % {"error": answer.error}, level="error")
        return HttpResponseRedirect(reverse("integration:webhook", args=[pk]))


class EndpointSwitch(View):
    """Switch a webhook on or off."""

    permission = INTEGRATION_MANAGE

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Back to the webhook."""
        get_object_or_404(WebhookEndpoint, pk=pk)
        services.switch(actor=User.of(request), endpoint_id=pk, active=request.POST.get("active") == "1")
        return HttpResponseRedirect(reverse("integration:webhook", args=[pk]))


class Redeliver(View):
    """Send a delivery again."""

    permission = INTEGRATION_MANAGE

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Back to where it was asked."""
        delivery = get_object_or_404(WebhookDelivery, pk=pk)
        services.redeliver(actor=User.of(request), delivery_id=pk)
        notify(request, _("Queued again."))
        return HttpResponseRedirect(reverse("integration:webhook", args=[delivery.endpoint_id]))


@public("describes the interface and holds no data")
class ApiDocs(View):
    """The API's operations, made from its own schema (``api`` is set where the page is mounted)."""

    api: Any = None

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page."""
        return render(request, "integration/docs.html", {"chapters": docs.chapters(self.api.get_openapi_schema())})
