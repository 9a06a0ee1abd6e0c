"""Customers: list, the whole picture of one, changes, and personal data in clear."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from callout.accounts.access import AUDIT_VIEW, CUSTOMERS_EDIT, CUSTOMERS_VIEW, PERSONAL_REVEAL
from callout.customers import reveal, selectors, services
from callout.customers.forms import ContactForm, CustomerForm, SiteForm
from callout.customers.models import Customer, Site
from callout.customers.panels import CUSTOMER_PANELS
from callout.foundation.errors import BusinessError
from callout.foundation.ui.forms import FormPage
from callout.foundation.ui.toasts import notify


class CustomerDetail(View):
    """Everything about one customer in one view."""

    permission = CUSTOMERS_VIEW

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page; sections of other apps follow their permissions."""
        user: Any = request.user
        rows = Customer.objects.visible_to(user).select_related("region", "parent")
        customer = get_object_or_404(rows, pk=pk)
        context = {
            "customer": customer,
            "sites": list(customer.sites.select_related("region")),
            "contacts": list(customer.contacts.order_by("id")),
            "panels": CUSTOMER_PANELS.draw(request, customer),
            "side_panels": CUSTOMER_PANELS.draw(request, customer, side=True),
            "duplicates": selectors.duplicates_of(user, customer),
            "reveals": selectors.reveals_of(customer) if user.may(AUDIT_VIEW) or user.may(CUSTOMERS_EDIT) else [],
            "may_edit": user.may(CUSTOMERS_EDIT),
        }
        return render(request, "customers/detail.html", context)


class CustomerCreate(FormPage):
    """Open a file."""

    permission = CUSTOMERS_EDIT
    form_class = CustomerForm
    title = gettext_lazy("New customer")
    submit = gettext_lazy("Create customer")

    def form_kwargs(self) -> dict[str, Any]:
        """The person's regions decide what may be chosen."""
        return {"user": self.request.user}

    def save(self, form: Any) -> str:
        """The new file's address."""
        customer = services.create_customer(actor=self._actor, given=form.given)
        notify(self.request, _("Customer %(number)s created.") % {"number": customer.number})
        return reverse("customers:detail", args=[customer.pk])

    def cancel_url(self) -> str:
        """Back to the list."""
        return reverse("customers:list")

    @property
    def _actor(self) -> Any:
        return self.request.user


class _OfCustomer(FormPage):
    permission = CUSTOMERS_EDIT

    @cached_property
    def customer(self) -> Customer:
        """The customer of the address, when the person may see it."""
        rows = Customer.objects.visible_to(self._actor).select_related("region", "parent")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def cancel_url(self) -> str:
        """Back to the customer."""
        return reverse("customers:detail", args=[self.customer.pk])

    @property
    def _actor(self) -> Any:
        return self.request.user


class CustomerEdit(_OfCustomer):
    """Change a file."""

    form_class = CustomerForm
    title = gettext_lazy("Change customer")
    submit = gettext_lazy("Save customer")

    def form_kwargs(self) -> dict[str, Any]:
        """Filled with the file."""
        return {"user": self.request.user, "customer": self.customer}

    def save(self, form: Any) -> str:
        """Back to the customer."""
        services.change_customer(actor=self._actor, customer_id=self.customer.pk, given=form.given)
        notify(self.request, _("Saved."))
        return self.cancel_url()


class SiteCreate(_OfCustomer):
    """A further place."""

    form_class = SiteForm
    title = gettext_lazy("New site")
    submit = gettext_lazy("Add site")

    def form_kwargs(self) -> dict[str, Any]:
        """The customer's region is offered first."""
        return {"user": self.request.user, "region": self.customer.region}

    def save(self, form: Any) -> str:
        """Back to the customer."""
        services.add_site(actor=self._actor, customer=self.customer, given=form.given)
        return self.cancel_url()


class SiteEdit(_OfCustomer):
    """Change a place."""

    form_class = SiteForm
    title = gettext_lazy("Change site")
    submit = gettext_lazy("Save site")

    @cached_property
    def site(self) -> Site:
        """The site of the address."""
        return get_object_or_404(self.customer.sites.select_related("region"), pk=self.kwargs["site"])

    def form_kwargs(self) -> dict[str, Any]:
        """Filled with the place."""
        return {"user": self.request.user, "site": self.site}

    def save(self, form: Any) -> str:
        """Back to the customer."""
        services.change_site(actor=self._actor, site_id=self.site.pk, given=form.given)
        return self.cancel_url()


class ContactCreate(_OfCustomer):
    """A further person to talk to."""

    form_class = ContactForm
    title = gettext_lazy("New contact")
    submit = gettext_lazy("Add contact")

    def save(self, form: Any) -> str:
        """Back to the customer."""
        services.add_contact(actor=self._actor, customer=self.customer, **form.cleaned_data)
        return self.cancel_url()


class Merge(View):
    """Make one file of two."""

    permission = CUSTOMERS_EDIT

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Merges ``duplicate`` into this customer."""
        user: Any = request.user
        visible = Customer.objects.visible_to(user)
        keep = get_object_or_404(visible, pk=pk)
        key = request.POST.get("duplicate", "")
        duplicate = get_object_or_404(visible, pk=int(key) if key.isascii() and key.isdigit() else 0)
        try:
            services.merge_customers(actor=user, keep_id=keep.pk, duplicate_id=duplicate.pk)
            notify(
                request,
                _("%(duplicate)s is now part of %(number)s.") % {"duplicate": duplicate.number, "number": keep.number},
            )
        except BusinessError as error:
            notify(request, str(error.message), level="error")
        return HttpResponseRedirect(reverse("customers:detail", args=[keep.pk]))


class Reveal(View):
    """One field in clear; the look is logged."""

    permission = PERSONAL_REVEAL

    def post(self, request: HttpRequest, subject: str, pk: int, field: str) -> HttpResponse:
        """The fragment that takes the masked text's place."""
        user: Any = request.user
        try:
            value = reveal.reveal(
                actor=user, subject=subject, pk=pk, field=field, purpose=request.POST.get("purpose", "")
            )
        except BusinessError as error:
            return HttpResponse(str(error.message), status=error.status, content_type="text/plain; charset=utf-8")
        return render(request, "customers/_clear.html", {"value": value, "phone": field in ("phone", "contact_phone")})
