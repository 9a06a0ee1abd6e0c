"""What kinds of messages there are, in words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TEMPLATES: dict[str, str | Promise] = {
    "order_assigned": _("Order to engineer"),
    "order_moved": _("Order moved"),
    "order_withdrawn": _("Order taken back"),
    "request_received": _("Request received"),
    "appointment": _("Appointment"),
    "appointment_moved": _("Appointment moved"),
    "on_the_way": _("Engineer set out"),
    "carried_over": _("Carried over"),
    "service_record": _("Service record link"),
    "survey": _("Survey link"),
    "milestone_warned": _("Promise in danger"),
    "milestone_missed": _("Promise broken"),
    "chat_message": _("Chat message"),
    "team_message": _("Message to the team"),
    "group_notice": _("Group notice"),
}

AUDIENCES: dict[str, str | Promise] = {"engineer": _("Engineer"), "customer": _("Customer"), "staff": _("Colleague")}
