"""Where people write: the chat of a case or of an outlet's team, and who comes in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from callout.accounts.access import CHAT_USE
from callout.accounts.models import Outlet, User
from callout.cases.models import Case
from callout.cases.selectors import case_for
from callout.chat.models import ChatMessage
from callout.foundation.errors import NotFound
from callout.workforce.models import Engineer


@dataclass(frozen=True, slots=True)
class Room:
    """A case's chat or an outlet's team: one of the two."""

    case: Case | None = None
    outlet: Outlet | None = None

    @property
    def where(self) -> dict[str, Any]:
        """Its column, for filters and new rows."""
        return {"case": self.case} if self.case else {"outlet": self.outlet}

    @property
    def name(self) -> str:
        """As people call it."""
        return self.case.title if self.case else str(self.outlet)


def case_room(user: User, number: str) -> Room:
    """The chat of a case the person may see and write in. Raises Http404 or NotFound (case_not_found)."""
    case = case_for(user, number)
    scope = user.scope_for(CHAT_USE)
    if not scope.own and not scope.covers(case.region_id, case.outlet_id):
        raise NotFound("case_not_found", _("No such case in your area."))
    return Room(case=case)


def teams_of(user: User) -> QuerySet[Outlet]:
    """Outlets whose people the person belongs to: where an engineer works, or where one's permission reaches."""
    scope = user.scope_for(CHAT_USE)
    own = Q(pk__in=Engineer.objects.filter(user=user, active=True).values("outlet"))
    return Outlet.objects.filter(scope.q(region="region_id", outlet="pk", own=own), active=True)


def team_room(user: User, outlet_id: int) -> Room:
    """The chat of an outlet's team. Raises NotFound (team_not_found)."""
    outlet = teams_of(user).filter(pk=outlet_id).first()
    if outlet is None:
        raise NotFound("team_not_found", _("No such team of yours."))
    return Room(outlet=outlet)


def sees_message(user: Any, message_id: int) -> bool:
    """True when the person may read the message, and so open its picture."""
    mine = Q(case__in=Case.objects.visible_to(user)) | Q(outlet__in=teams_of(user))
    return bool(user.may(CHAT_USE)) and ChatMessage.objects.filter(mine, pk=message_id).exists()
