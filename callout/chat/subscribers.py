"""Who hears of a message about a case: those at the desk who take part, and the engineer whose phone takes pushes.
Of one to a team: its engineers whose phones take pushes."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from callout.accounts.models import Outlet, User
from callout.chat.events import ChatChanged, TeamChatChanged
from callout.chat.models import ChatMessage, ChatRead
from callout.chat.selectors import NEVER
from callout.foundation.events import subscribe
from callout.foundation.models import Event
from callout.notifications import services
from callout.notifications.models import Notice
from callout.workforce.models import Engineer

PREVIEW = 80


@subscribe(ChatChanged, name="chat.notice")
def notice(event: Event) -> None:
    """One bell for each burst: who has not opened the last one gets no second. Repeats change nothing."""
    message = _message(event, "case")
    if message is None or message.case is None:
        return
    url = reverse("cases:detail", args=[message.case.number]) + "#chat"
    waiting = Notice.objects.filter(url=url, read_at=None).values("user")
    people = _desk(message).exclude(pk__in=waiting).values_list("pk", flat=True)
    who, said = str(message.author or ""), message.text[:PREVIEW]
    services.notify(
        actor=message.author, user_ids=list(people), dedupe=f"chat:{message.pk}", url=url,
        zh=f"{who}（{message.case.number}）：{said or '[图片]'}",
        en=f"{who} ({message.case.number}): {said or '[picture]'}",
    )  # fmt: skip
    _push(event, message)


def _message(event: Event, room: str) -> ChatMessage | None:
    """The message of the event when it stands in that kind of room, ``case`` or ``outlet``."""
    rows = ChatMessage.objects.select_related(room, "author")
    return rows.filter(pk=event.payload.get("message_id"), **{f"{room}__isnull": False}).first()


def _desk(message: ChatMessage) -> QuerySet[User]:
    """Who took the case or wrote about it, except the author and engineers, who have their phones."""
    wrote = ChatMessage.objects.filter(case=message.case).values("author")
    taken = Q(pk=message.case.created_by_id) if message.case and message.case.created_by_id else Q()
    people = User.objects.filter(Q(pk__in=wrote) | taken, is_active=True, engineer__isnull=True)
    return people.exclude(pk=message.author_id or 0)


def _push(event: Event, message: ChatMessage) -> None:
    engineer = Engineer.objects.filter(pk=event.engineer_id or 0).exclude(user=message.author).first()
    if engineer is None or message.case is None:
        return
    draft = services.Draft(
        template="chat_message", audience="engineer", to="", dedupe=f"chat:{message.pk}", user_id=engineer.user_id,
        language=engineer.user.language, case_id=message.case_id, region_id=message.case.region_id,
        outlet_id=message.case.outlet_id,
        context={"title": message.case.title, "who": str(message.author or ""), "text": message.text[:PREVIEW]},
    )  # fmt: skip
    services.queue_messages(actor=message.author, drafts=[draft])


@subscribe(TeamChatChanged, name="chat.push_team")
def push_team(event: Event) -> None:
    """One push for each burst: who has not read on gets no second that day. Repeats change nothing."""
    message = _message(event, "outlet")
    if message is None or message.outlet is None:
        return
    outlet = message.outlet
    read = dict(ChatRead.objects.filter(outlet=outlet).values_list("reader", "until"))
    said = {"who": str(message.author or ""), "text": message.text[:PREVIEW]}
    mates = User.objects.filter(engineer__outlet=outlet, engineer__active=True, is_active=True)
    drafts = [
        services.Draft(
            template="team_message", audience="engineer", to="", user_id=mate.pk, language=mate.language,
            dedupe=f"team:{outlet.pk}:{mate.pk}:{read.get(mate.pk, NEVER)}:{timezone.localdate(message.at)}",
            region_id=outlet.region_id, outlet_id=outlet.pk,
            context={"outlet": _name_for(mate, outlet), **said},
        )
        for mate in mates.exclude(pk=message.author_id or 0)
        if read.get(mate.pk, NEVER) < message.at
    ]  # fmt: skip
    services.queue_messages(actor=message.author, drafts=drafts)


def _name_for(reader: User, outlet: Outlet) -> str:
    with override(reader.language or None):
        return outlet.name
