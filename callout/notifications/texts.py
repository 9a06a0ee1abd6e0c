"""Texts of messages: defaults in both languages, what the organisation made of them, and how places are filled."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.db import DEFAULT_DB_ALIAS

from callout.foundation.cache import cached_for
from callout.notifications.models import Template

_PLACE = re.compile(r"\{([a-z_]+)\}")

# code: (Chinese, English). The brand in brackets comes first, as gateways in China ask for.
DEFAULTS: dict[str, tuple[str, str]] = {
    "order_assigned": (
        "【一票到底】新工单 {number}，{slot}。{customer} {phone}，{address}。{product}，{fault}。{note}",
        "[Callout] New order {number}, {slot}. {customer} {phone}, {address}. {product}, {fault}. {note}",
    ),
    "order_moved": (
        "【一票到底】工单 {number} 改到 {slot}。{customer}，{address}。",
        "[Callout] Order {number} moved to {slot}. {customer}, {address}.",
    ),
    "order_withdrawn": (
        "【一票到底】工单 {number}（{slot}）已收回，不用去了。",
        "[Callout] Order {number} ({slot}) was taken back, do not go.",
    ),
    "request_received": (
        "【一票到底】已收到您的报修，服务单 {case}。进度：{link}",
        "[Callout] We have your request, case {case}. Follow it: {link}",
    ),
    "appointment": (
        "【一票到底】{engineer}师傅 {window} 上门，{product}{fault}。改时间、看进度：{link}",
        "[Callout] {engineer} comes {window}: {product} {fault}. Change or follow: {link}",
    ),
    "appointment_moved": (
        "【一票到底】上门改到 {window}，{engineer}师傅。看进度：{link}",
        "[Callout] Your visit moved to {window}, {engineer}. Follow it: {link}",
    ),
    "on_the_way": (
        "【一票到底】{engineer}师傅已出发，约 {eta} 到。开门前请核对：{link}",
        "[Callout] {engineer} is on the way, about {eta}. Check at the door: {link}",
    ),
    "carried_over": (
        "【一票到底】这次没修完：{reason}。我们会再约上门。进度：{link}",
        "[Callout] Not finished yet: {reason}. We will set a new visit. Follow: {link}",
    ),
    "service_record": (
        "【一票到底】您的服务单 {case}（已签名的 PDF）：{link}",
        "[Callout] Your service record {case} (signed PDF): {link}",
    ),
    "survey": (
        "【一票到底】服务单 {case} 已完工。修好了吗？点一下告诉我们：{link}",
        "[Callout] Case {case} is done. Did it help? Tell us: {link}",
    ),
    "milestone_warned": (
        "【一票到底】{case} {milestone}将到时限（{due}）：{title}",
        "[Callout] {case}: {milestone} is due {due}. {title}",
    ),
    "milestone_missed": (
        "【一票到底】{case} {milestone}已超时（应在 {due} 前）：{title}",
        "[Callout] {case}: {milestone} is late (due {due}). {title}",
    ),
    "chat_message": ("【一票到底】{title}。{who}：{text}", "[Callout] {title}. {who}: {text}"),
    "team_message": ("【一票到底】{outlet}。{who}：{text}", "[Callout] {outlet}. {who}: {text}"),
    "group_notice": ("【一票到底】{text}", "[Callout] {text}"),
}


def install(using: str = DEFAULT_DB_ALIAS) -> None:
    """Write the defaults that are not there yet; what the organisation changed stays."""
    rows = [Template(code=code, body_zh=zh, body_en=en) for code, (zh, en) in DEFAULTS.items()]
    Template.objects.using(using).bulk_create(rows, ignore_conflicts=True)


@cached_for(30)
def bodies() -> Mapping[str, tuple[str, str]]:
    """Text by code: the organisation's where there is one."""
    return {**DEFAULTS, **{row.code: (row.body_zh, row.body_en) for row in Template.objects.all()}}


def render(code: str, language: str, context: Mapping[str, object]) -> str:
    """The text of ``code`` with its places filled; a place without a value is left out. KeyError for an unknown code.

    Only plain names are replaced: a template cannot reach into objects.
    """
    zh, en = bodies()[code]
    text = _PLACE.sub(lambda place: str(context.get(place[1], "")), en if language.startswith("en") else zh)
    return re.sub(r" {2,}", " ", text).strip()


def places(text: str) -> frozenset[str]:
    """Names in braces."""
    return frozenset(_PLACE.findall(text))


def known_places(code: str) -> frozenset[str]:
    """What a message of this kind can say: the places of its default texts."""
    return places(" ".join(DEFAULTS[code]))
