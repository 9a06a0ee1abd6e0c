"""A list and a form of the tests' own, over tables that foundation and accounts bring."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.generic import TemplateView

from callout.accounts.access import SYSTEM_VIEW, requires
from callout.foundation import views as errors
from callout.foundation.errors import BusinessError, InvalidInput
from callout.foundation.models import Event
from callout.foundation.ui.formats import mask_phone
from callout.foundation.ui.forms import FormPage
from callout.foundation.ui.lists import (
    BooleanFilter,
    BulkAction,
    ChoiceFilter,
    Column,
    DateRangeFilter,
    Empty,
    ListPage,
    MultiFilter,
    PageAction,
    RelationFilter,
    Tab,
)
from callout.foundation.ui.toasts import notify

handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.page_not_found
handler500 = errors.server_error


class EventList(ListPage):
    permission = SYSTEM_VIEW
    name = "events"
    title = "Events"
    model = Event
    default_sort = "-at"
    search_hint = "Type"
    live = ("case",)
    columns = (
        Column("type", "Type", sort="type", fixed=True, area="title", link=lambda row: f"/events/{row.pk}/"),
        Column("at", "When", sort="at", area="when"),
        Column("phone", "Phone", value=lambda row: row.payload.get("phone"), mask=mask_phone),
        Column("note", "Note", value=lambda row: row.payload.get("note"), hidden=True),
        Column("actor", "Who", value="actor.full_name"),
    )
    filters = (
        MultiFilter("type", "Type", choices=[("case.opened", "opened"), ("case.closed", "closed")]),
        ChoiceFilter("region", "Region", field="region_id", choices=[("1", "North"), ("2", "South")]),
        DateRangeFilter("day", "Day", field="at"),
        RelationFilter("actor", "Who", rows=lambda user: get_user_model().objects.order_by("username")),
        BooleanFilter("free", "No outlet", field="outlet_id__isnull"),
    )
    tabs = (
        Tab("all", "All"),
        Tab("closed", "Closed", Q(type="case.closed"), tone="danger"),
        Tab("mine", "Mine", lambda user: Q(actor=user)),
    )
    bulk = (BulkAction("Mark", "check", "mark", SYSTEM_VIEW),)
    action = PageAction("New event", "plus", "mark", SYSTEM_VIEW)
    empty = Empty("No event yet", "They come with the first case.")

    def queryset(self, user: Any) -> QuerySet[Event]:
        return Event.objects.select_related("actor")

    def search(self, rows: QuerySet[Event], text: str) -> QuerySet[Event]:
        return rows.filter(type__icontains=text)


class ClosedToFiles(EventList):
    exportable = False


@requires(SYSTEM_VIEW)
def mark(request: HttpRequest) -> HttpResponse:
    page = EventList()
    page.setup(request)
    numbers = list(page.selected(request).values_list("pk", flat=True))
    notify(request, f"{len(numbers)} marked", undo_url="/unmark/")
    return HttpResponse(",".join(map(str, sorted(numbers))))


class PhoneForm(forms.Form):
    phone = forms.CharField(label="Contact phone", help_text="Eleven digits")
    loud = forms.BooleanField(label="Loud", required=False)

    def clean_phone(self) -> str:
        if len(self.cleaned_data["phone"]) < 11:
            raise forms.ValidationError("One digit short")
        return self.cleaned_data["phone"]


class PhonePage(FormPage):
    permission = SYSTEM_VIEW
    form_class = PhoneForm
    title = "Phone"
    submit = "Keep"

    def save(self, form: PhoneForm) -> str:
        if form.cleaned_data["phone"].startswith("0"):
            raise InvalidInput("taken", "Already taken", fields={"phone": "Belongs to somebody else"})
        if form.cleaned_data["phone"].startswith("9"):
            raise BusinessError("closed", "The book is closed")
        return "/events/"


class Broken(TemplateView):
    signed_in = True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        raise RuntimeError("boom")


urlpatterns = [
    path("events/", EventList.as_view(), name="events"),
    path("events/closed-to-files/", ClosedToFiles.as_view()),
    path("events/mark/", mark, name="mark"),
    path("phone/", PhonePage.as_view(), name="phone"),
    path("broken/", Broken.as_view()),
    path("accounts/", include("allauth.urls")),
    path("", include("callout.foundation.urls")),
    path("", include("callout.accounts.urls")),
]
