"""Group notices 群发通知: one text to many colleagues, by unit and role."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from callout.accounts.access import MESSAGES_SEND
from callout.accounts.models import Membership, User
from callout.foundation.actions import business_action
from callout.foundation.errors import InvalidInput, NotAllowed
from callout.notifications.models import Message
from callout.notifications.services import Draft, notify, queue_messages

MOST = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Whom: regions, outlets and roles by id; an empty list does not narrow."""

    regions: Sequence[int] = ()
    outlets: Sequence[int] = ()
    roles: Sequence[int] = ()


def people(sender: User, group: Group) -> QuerySet[User]:
    """Active colleagues of the group within the sender's own reach."""
    scope = sender.scope_for(MESSAGES_SEND)
    members = Membership.objects.all()
    if not scope.everything:
        members = members.filter(
            scope.q() | _in_outlets_of(scope.regions) | Q(user__engineer__outlet__in=scope.outlets)
        )
    if group.regions:
        members = members.filter(
            Q(region__in=group.regions) | Q(outlet__region__in=group.regions) | _works_in(region=group.regions)
        )
    if group.outlets:
        members = members.filter(Q(outlet__in=group.outlets) | _works_in(outlet=group.outlets))
    if group.roles:
        members = members.filter(role__in=group.roles)
    return User.objects.filter(is_active=True, pk__in=members.values("user_id")).order_by("pk")


def _in_outlets_of(regions: frozenset[int]) -> Q:
    """Members of outlets in these regions, and engineers who work there (their role has no unit)."""
    return Q(outlet__region__in=regions) | _works_in(region=list(regions))


def _works_in(*, region: Sequence[int] = (), outlet: Sequence[int] = ()) -> Q:
    return Q(user__engineer__outlet__in=outlet) if outlet else Q(user__engineer__outlet__region__in=region)


@business_action
def send_group(*, actor: User, group: Group, text: str, uid: str, sms: bool) -> int:
    """Into everybody's bell and, with ``sms``, as text message; returns how many. The same ``uid`` sends once."""
    if not actor.may(MESSAGES_SEND):
        raise NotAllowed("group_not_allowed", _("You may not send messages to groups."))
    text = text.strip()
    if not text:
        raise InvalidInput(
            "text_missing", _("Write what they should know."), fields={"text": _("Write what they should know.")}
        )
    found = list(people(actor, group)[: MOST + 1])
    if not found or len(found) > MOST:
        message = _("Nobody fits.") if not found else _("More than %(most)d people: choose fewer.") % {"most": MOST}
        raise InvalidInput("group_size", message)
    notify(actor=actor, user_ids=[user.pk for user in found], dedupe=f"group:{uid}", zh=text, en=text)
    if sms:
        regions = actor.scope_for(MESSAGES_SEND).regions
        region_id = min(regions) if regions else None
        queue_messages(actor=actor, drafts=[_draft(user, text, uid, region_id) for user in found])
    return len(found)


def _draft(user: User, text: str, uid: str, region_id: int | None) -> Draft:
    return Draft(
        template="group_notice", audience=Message.Audience.STAFF, to=user.phone, dedupe=f"group:{uid}:{user.pk}",
        context={"text": text}, language=user.language, user_id=user.pk, region_id=region_id,
    )  # fmt: skip
