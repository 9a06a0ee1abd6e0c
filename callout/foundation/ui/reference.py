"""Values for the component page: made up here, so that the page shows every state whatever the data base holds."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from callout.foundation.ui import chips, formats
from callout.foundation.ui.search import Hit


class ExampleForm(forms.Form):
    """A field of each kind; shown with two mistakes."""

    phone = forms.CharField(label=gettext_lazy("Contact phone"))
    serial = forms.CharField(
        label=gettext_lazy("Serial number"), required=False, help_text=gettext_lazy("As on the type plate")
    )
    day = forms.DateField(label=gettext_lazy("Visit date"), widget=forms.DateInput(attrs={"type": "date"}))
    outlet = forms.ChoiceField(
        label=gettext_lazy("Outlet"), required=False, help_text=gettext_lazy("Chosen by address; may be changed")
    )
    severity = forms.ChoiceField(label=gettext_lazy("Severity"), widget=forms.RadioSelect, required=False)
    sms = forms.BooleanField(label=gettext_lazy("Text the customer after saving"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("phone", "serial", "day", "outlet"):
            self.fields[name].widget.attrs["css"] = "half"
        self.fields["outlet"].choices = [("1", _("Wensan outlet")), ("2", _("Binjiang outlet"))]  # type: ignore[attr-defined]
        self.fields["severity"].choices = [("normal", _("Normal")), ("urgent", _("Urgent"))]  # type: ignore[attr-defined]

    def clean_phone(self) -> str:
        """Refuses the example's short number."""
        raise forms.ValidationError(_("One digit short: a mobile number has 11"))

    def clean_day(self) -> str:
        """Refuses the example's past day."""
        raise forms.ValidationError(_("Already past; the first free day is tomorrow"))


def examples() -> dict[str, Any]:
    """Everything the component page draws."""
    now = timezone.now()
    form = ExampleForm(
        {"phone": "1385716620", "serial": "8F21-0623-4417", "day": "2026-01-02", "severity": "normal", "sms": True}
    )
    return {
        "chips": {kind: list(states) for kind, states in chips.CHIPS.items()},
        "form": form,
        "now": now,
        "clocks": _clocks(now),
        "rows": _rows(now),
        "spine": _spine(now),
        "timeline": _timeline(now),
        "found": _found(),
        "icon_names": (
            "phone",
            "ticket",
            "tool",
            "calendar-time",
            "users",
            "device-desktop-cog",
            "packages",
            "chart-dots",
        ),
        "span": timedelta(hours=2, minutes=30),
        "amount": Decimal("1280"),
        "chart_band": _band(),
        "chart_pareto": _pareto(),
    }


def _clocks(now: Any) -> dict[str, dict[str, Any]]:
    hour = timedelta(hours=1)
    return {
        "running": {"due": now + 4.3 * hour, "start": now - 2 * hour},
        "soon": {"due": now + 0.37 * hour, "start": now - 3 * hour},
        "late": {"due": now - 1.77 * hour, "start": now - 6 * hour},
        "met": {"due": now + hour, "start": now - 2 * hour, "ended": now},
        "missed": {"due": now - 2 * hour, "start": now - 4 * hour, "ended": now},
    }


def _rows(now: Any) -> list[SimpleNamespace]:
    clocks = _clocks(now)
    return [
        SimpleNamespace(
            number="WO-261124-00031", clock=clocks["running"], name="张丽萍", state="scheduled", fee=Decimal(0)
        ),
        SimpleNamespace(
            number="WO-261124-00012", clock=clocks["late"], name="滨江时代酒店", state="unscheduled", fee=Decimal(1280)
        ),
        SimpleNamespace(
            number="WO-261124-00009", clock=clocks["met"], name="谢宝珠", state="completed", fee=Decimal("86.5")
        ),
    ]


def _spine(now: Any) -> list[dict[str, str]]:
    earlier = formats.when(now - timedelta(hours=3))
    return [
        {"label": pgettext("spine", "Request"), "text": earlier, "state": "done"},
        {"label": pgettext("spine", "Order"), "text": earlier, "state": "done"},
        {"label": pgettext("spine", "Visit"), "text": formats.when(now), "state": "now"},
        {"label": pgettext("spine", "Result"), "text": "", "state": ""},
        {"label": pgettext("spine", "Call-back"), "text": "", "state": ""},
    ]


def _timeline(now: Any) -> list[dict[str, Any]]:
    at = f"{timezone.localtime(now):%H:%M}"
    today = formats.day(now)
    return [
        {"day": today, "icon": "map-pin", "tone": "primary", "who": "周建国", "what": _("arrived"), "time": at},
        {"day": today, "icon": "player-pause", "tone": "urgent", "who": _("SLA paused"), "what": _("customer away"),
         "time": at, "pause": True, "body": _("Held 2 h 30 min, rule P-2")},
        {"day": today, "icon": "message", "tone": "", "who": _("Text"), "what": _("delivered"), "time": at,
         "quote": _("[Callout] Zhou Jianguo visits today 14–16.")},
    ]  # fmt: skip


def _found() -> list[tuple[SimpleNamespace, list[Hit]]]:
    customers = SimpleNamespace(label=_("Customers"), icon="user")
    cases = SimpleNamespace(label=_("Cases and orders"), icon="ticket")
    return [
        (
            customers,
            [Hit("#", "张丽萍", "138****6207", _("4 assets")), Hit("#", "沈国梁", "138****6271", _("1 asset"))],
        ),
        (cases, [Hit("#", "CA-261124-00042", _("Air conditioner does not cool"), chip=("case", "in_service"))]),
    ]


def _band() -> dict[str, Any]:
    return {
        "kind": "band",
        "label": _("Requests an hour: 49 at 8, typical 30 to 39"),
        "names": {"value": _("Today"), "band": _("Typical range"), "forecast": _("Expected")},
        "x": [str(hour) for hour in range(7, 20)],
        "low": [8, 30, 44, 52, 48, 38, 30, 36, 42, 40, 34, 26, 18],
        "high": [13, 39, 54, 64, 59, 48, 39, 45, 52, 50, 43, 34, 25],
        "value": [15, 49],
        "forecast": [None, 49, 62, 70, 63, 52, 42, 47, 54, 51, 44, 35, 25],
    }


def _pareto() -> dict[str, Any]:
    return {
        "kind": "pareto",
        "label": _("E4 leads with 312; the first three make 45 %"),
        "names": {"value": _("Cases"), "share": _("Cumulated")},
        "x": ["E4", "E1", "LOS", "F2", "C3"],
        "value": [312, 241, 198, 166, 131],
        "total": 1846,
        "mark": [0],
    }
