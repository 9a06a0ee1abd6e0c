"""Actions on messages and notices. A message and the job that sends it commit with the change that caused them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from callout.accounts.models import User
from callout.customers.models import Customer
from callout.foundation import live
from callout.foundation.actions import business_action
from callout.foundation.crypto import phone_index
from callout.foundation.errors import BusinessError, InvalidInput
from callout.foundation.inserting import insert
from callout.notifications import push
from callout.notifications.models import Message, Notice, Template
from callout.notifications.sending import TEXT, send
from callout.notifications.texts import known_places, places, render

_BATCH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A message to be queued. ``dedupe`` names the occasion: the same occasion is told once."""

    template: str
    audience: str
    to: str
    dedupe: str
    context: Mapping[str, object] = field(default_factory=dict)
    language: str = ""
    customer_id: int | None = None
    user_id: int | None = None
    case_id: int | None = None
    work_order_id: int | None = None
    region_id: int | None = None
    outlet_id: int | None = None


@business_action
def queue_messages(*, actor: User | None, drafts: Iterable[Draft]) -> int:
    """Queue several messages with one statement; those without a number are left out.
    Engineers whose phone takes push messages get theirs that way. Returns how many were tried.

    The caller leaves out customers who declined messages (``queue_message`` looks for itself).
    """
    now = timezone.now()
    drafts = list(drafts)
    pushed = push.subscribed({draft.user_id for draft in drafts if draft.user_id and draft.audience == "engineer"})
    rows = [_row(draft, actor, now, pushed) for draft in drafts if draft.to.strip() or draft.user_id in pushed]
    for start in range(0, len(rows), _BATCH):
        batch = rows[start : start + _BATCH]
        insert(batch, unless="(dedupe)")
        send.defer(uids=[str(row.uid) for row in batch])
    return len(rows)


def _row(draft: Draft, actor: User | None, now: datetime, pushed: set[int]) -> Message:
    language = draft.language or settings.LANGUAGE_CODE
    return Message(
        uid=uuid.uuid4(),
        dedupe=draft.dedupe[:120],
        channel=push.CHANNEL if draft.user_id in pushed else TEXT,
        audience=draft.audience,
        template=draft.template,
        to=draft.to,
        to_index=phone_index(draft.to),
        body=render(draft.template, language, draft.context),
        customer_id=draft.customer_id,
        user_id=draft.user_id,
        case_id=draft.case_id,
        work_order_id=draft.work_order_id,
        region_id=draft.region_id,
        outlet_id=draft.outlet_id,
        asked_by=actor,
        due_at=now,
    )


@business_action
def queue_message(
    *,
    actor: User | None,
    template: str,
    audience: str,
    to: str,
    context: Mapping[str, object],
    dedupe: str,
    customer: Customer | None = None,
    language: str = "",
    user_id: int | None = None,
    case_id: int | None = None,
    work_order_id: int | None = None,
    region_id: int | None = None,
    outlet_id: int | None = None,
) -> bool:
    """Queue one message; False when there is no number or the customer declined messages. A repeat changes nothing."""
    if not to.strip() or (customer is not None and not customer.may_message):
        return False
    draft = Draft(
        template=template, audience=audience, to=to, dedupe=dedupe, context=context,
        language=language or (customer.language if customer else ""), customer_id=customer.pk if customer else None,
        user_id=user_id, case_id=case_id, work_order_id=work_order_id, region_id=region_id, outlet_id=outlet_id,
    )  # fmt: skip
    return queue_messages(actor=actor, drafts=[draft]) == 1


@business_action
def change_text(*, actor: User, code: str, zh: str, en: str) -> Template:
    """Change what messages of a kind say.

    Only places that the kind knows are allowed, or customers would read braces.
    """
    known = known_places(code)
    fields = {}
    for name, text in (("body_zh", zh), ("body_en", en)):
        unknown = places(text) - known
        if not text.strip():
            fields[name] = _("Write the text.")
        elif unknown:
            fields[name] = _("Unknown: %(names)s.") % {"names": ", ".join(sorted(unknown))}
    if fields:
        raise InvalidInput("text_invalid", _("The text cannot be used yet."), fields=fields)
    row, _fresh = Template.objects.update_or_create(code=code, defaults={"body_zh": zh.strip(), "body_en": en.strip()})
    return row


@business_action
def resend(*, actor: User, message: Message) -> Message:
    """A person sends a failed or uncertain message again, knowing that an uncertain one may arrive twice."""
    message = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
    if message.state not in (Message.State.FAILED, Message.State.UNCERTAIN):
        raise BusinessError("message_not_resendable", _("Only failed or uncertain messages are sent again."))
    message.state, message.error, message.attempts = Message.State.QUEUED, "", 0
    message.due_at, message.asked_by, message.claimed_at = timezone.now(), actor, None
    message.save(update_fields=["state", "error", "attempts", "due_at", "asked_by", "claimed_at"])
    send.defer(uids=[str(message.uid)])
    return message


@business_action
def cancel_message(*, actor: User, message: Message) -> None:
    """Take back a message that still waits. Raises ``message_under_way`` when a worker already has it."""
    waiting = Message.objects.filter(pk=message.pk, state=Message.State.QUEUED)
    if not waiting.update(state=Message.State.CANCELLED, asked_by=actor):
        raise BusinessError("message_under_way", _("Too late: the message is on its way."))


@business_action
def notify(
    *, actor: User | None, user_ids: Sequence[int], dedupe: str, zh: str, en: str, url: str = "", urgent: bool = False
) -> None:
    """Put a line into people's bells, once for each occasion."""
    rows = [
        Notice(user_id=pk, dedupe=dedupe[:120], text_zh=zh[:200], text_en=en[:200], url=url, urgent=urgent)
        for pk in user_ids
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    live.tell({"type": "notice", "user": pk} for pk in user_ids)


@business_action
def mark_read(*, actor: User, notice_ids: Sequence[int] | None = None) -> int:
    """The person has seen these notices (None: all). Returns how many were new."""
    unread = Notice.objects.filter(user=actor, read_at__isnull=True)
    if notice_ids is not None:
        unread = unread.filter(pk__in=notice_ids)
    return unread.update(read_at=timezone.now())
