"""Component tags, built in to every template. ``/ui/`` shows them all."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from django import forms, template
from django.http import QueryDict
from django.template.defaultfilters import stringfilter
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html, json_script
from django.utils.safestring import SafeString, mark_safe

from callout.foundation.money import Money
from callout.foundation.ui import chips, clocks, formats, icons
from callout.foundation.ui.forms import draw, kind_of
from callout.foundation.ui.lists.columns import Column

register = template.Library()


@register.simple_tag(name="icon")
def icon_tag(name: str, css: str = "", label: str = "") -> SafeString:
    """``{% icon "phone" %}``; ``label`` when the icon stands alone."""
    return icons.icon(name, css, label)


@register.simple_tag
def chip(kind: str, state: str, extra: str = "") -> SafeString:
    """``{% chip "case" case.state %}``: the state's word, icon and tone; ``extra`` follows the word."""
    found = chips.chip_for(kind, str(state))
    return badge(f"{found.label} · {extra}" if extra else found.label, found.tone, found.icon)


@register.simple_tag
def badge(text: str | Promise, tone: str = "neutral", icon: str = "") -> SafeString:
    """``{% badge _("3 photos") icon="photo" %}``. Tones: neutral outline primary success urgent danger."""
    css = "badge" if tone == "neutral" else f"badge badge-{tone}"
    return format_html('<span class="{}">{}{}</span>', css, icons.icon(icon) if icon else "", text)


@register.simple_tag
def sla(
    due: datetime | None = None,
    start: datetime | None = None,
    ended: datetime | None = None,
    paused: bool = False,
    reason: str = "",
    used: float | None = None,
    big: bool = False,
) -> SafeString:
    """``{% sla due=order.due_at start=order.created_at %}``: the clock, counting on in the browser."""
    # A name the context lacks arrives as an empty string.
    moments = (due or None, start or None)
    shown = clocks.clock(*moments, ended=ended or None, paused=bool(paused), reason=reason or "", used=used)
    return clocks.drawn(shown, big=big)


@register.filter
def when(value: datetime | None) -> str:
    """今天 14:21, 11-26 10:12."""
    return formats.when(value)


@register.filter
def day(value: date | datetime | None) -> str:
    """今天, 11-26."""
    return formats.day(value)


@register.simple_tag
def slot(start: datetime | None, end: datetime | None = None) -> str:
    """``{% slot booking.start booking.end %}``: 今天 14–16 点."""
    return formats.slot(start, end)


@register.simple_tag
def ago(value: datetime | None) -> SafeString:
    """How long ago, kept up to date in the browser; the title holds the moment."""
    if value is None:
        return format_html("{}", formats.NONE)
    return format_html(
        '<time datetime="{}" title="{}" data-ago>{}</time>', value.isoformat(), formats.when(value), formats.when(value)
    )


@register.filter
def duration(value: timedelta | int | float | None) -> str:
    """2 小时 30 分 / 2 h 30 min; numbers are seconds."""
    return formats.duration(value)


@register.filter
def clocktime(value: timedelta | None) -> str:
    """2:30."""
    return formats.NONE if value is None else formats.clock(value)


@register.filter
def money(value: Money | Decimal | int | None, currency: str = "CNY") -> str:
    """¥1,280.00."""
    return formats.money(value, currency)


@register.filter
def share(part: int | None, whole: int | None) -> str:
    """``{{ done|share:all }}``: 81%, or a dash when there is nothing to share."""
    return f"{part / whole:.0%}" if part is not None and whole else formats.NONE


@register.filter
@stringfilter
def masked(value: str) -> str:
    """138****6207."""
    return formats.mask_phone(value)


@register.filter
@stringfilter
def initials(value: str) -> str:
    """What stands in an avatar."""
    return formats.initials(value)


@register.inclusion_tag("components/masked.html", takes_context=True)
def masked_phone(
    context: template.Context, number: str, subject: str = "", pk: int | None = None, field: str = "phone"
) -> dict[str, Any]:
    """The masked number; with ``subject`` and ``pk`` an eye which asks ``/personal/reveal/`` and is logged there."""
    user = context.get("user")
    may = bool(subject and pk and number and user is not None and user.is_authenticated and user.may("personal.reveal"))
    return {
        "text": formats.mask_phone(number or "") or formats.NONE,
        "subject": subject,
        "pk": pk,
        "field": field,
        "may": may,
    }


@register.inclusion_tag("components/field.html")
def field(bound: forms.BoundField, css: str = "", hint: str = "", key: str = "") -> dict[str, Any]:
    """``{% field form.phone css="half" %}``: label above, error below. ``key`` is the block's Alt letter."""
    return {"field": bound, "kind": kind_of(bound), "css": css, "hint": hint, "key": key}


@register.simple_tag
def widget(bound: forms.BoundField, **attributes: str) -> str:
    """The bare input with its classes."""
    return draw(bound, **attributes)


@register.simple_tag
def file_input(name: str, label: str) -> SafeString:
    """A required file for ``components/filepick.html``, outside a Django form."""
    return format_html('<input type="file" name="{}" required aria-label="{}">', name, label)


@register.inclusion_tag("components/fields.html")
def fields(form: forms.BaseForm) -> dict[str, Any]:
    """Every field of the form in order, hidden ones included."""
    return {"form": form}


@register.inclusion_tag("components/form_summary.html")
def form_summary(form: forms.BaseForm) -> dict[str, Any]:
    """What to change after a save that failed, each name linked to its field."""
    wrong = [form[name] for name in form.errors if name in form.fields]
    return {"form": form, "wrong": wrong, "number": len(wrong) + len(form.non_field_errors())}


@register.simple_block_tag
def note(content: str, tone: str = "", icon: str = "info-circle", title: str = "") -> SafeString:
    """``{% note "urgent" icon="repeat" title=_("May be a repeat") %}…{% endnote %}``."""
    css = f"note note-{tone}" if tone else "note"
    ink = f"ink-{tone}" if tone else ""
    heading = format_html('<strong class="{}">{}</strong> ', ink, title) if title else ""
    return format_html(
        '<div class="{}">{}<div class="grow">{}{}</div></div>', css, icons.icon(icon, ink), heading, content
    )


@register.simple_block_tag
def card(content: str, title: str = "", meta: str = "", css: str = "", id: str = "") -> SafeString:
    """``{% card title=_("Customer") meta="…" %}…{% endcard %}``: a titled section; its content brings the padding."""
    header = (
        format_html('<div class="card-header"><h2>{}</h2><span class="meta">{}</span></div>', title, meta)
        if title
        else ""
    )
    attributes = format_html(' id="{}"', id) if id else ""
    return format_html(
        '<section class="{}"{} aria-label="{}">{}{}</section>',
        f"card {css}".strip(),
        attributes,
        title,
        header,
        content,
    )


@register.simple_block_tag
def popover(
    content: str, id: str, label: str, icon: str = "", css: str = "btn btn-sm", panel: str = "panel"
) -> SafeString:
    """A button and the panel it opens; works without scripts."""
    return format_html(
        '<button class="{}" type="button" popovertarget="{}">{}{}</button>'
        '<div class="menu {}" id="{}" popover>{}</div>',
        css, id, icons.icon(icon) if icon else "", label, panel, id, content,
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> str:
    """This page's query with parameters changed; None drops one."""
    found: QueryDict = context["request"].GET.copy()
    for name, value in changes.items():
        found.pop(name, None)
        if value is not None:
            found[name] = str(value)
    return f"?{found.urlencode()}"


@register.simple_tag(takes_context=True)
def cells(context: template.Context, columns: list[Column], row: Any) -> SafeString:
    """A list row's cells."""
    user = context["request"].user
    filled = ((c, conditional_escape(c.cell(row, user))) for c in columns)
    drawn = (f"{_opening(c.css(first=c is columns[0]), c.area, text == formats.NONE)}{text}</td>" for c, text in filled)
    return mark_safe("".join(drawn))  # noqa: S308 - each cell is escaped


@cache
def _opening(css: str, area: str, empty: bool) -> SafeString:
    # Kept, since it is the same in every row. A phone leaves empty cells out.
    return format_html('<td class="{}" data-area="{}"{}>', css, area, SafeString(" data-empty") if empty else "")


@register.simple_tag(takes_context=True)
def filter_state(context: template.Context, each: Any) -> dict[str, Any]:
    """A list filter's input: its choices and what the address asks for."""
    request = context["request"]
    options = each.options(request.user)
    chosen = request.GET.getlist(each.name)
    return {"options": [(value, label, value in chosen) for value, label in options],
            "from": request.GET.get(f"{each.name}_from", ""), "to": request.GET.get(f"{each.name}_to", "")}  # fmt: skip


@register.simple_tag
def list_address(listing: Any, **changes: Any) -> str:
    """A list's address with parameters changed."""
    return listing.address(**changes)


@register.simple_tag
def words(values: dict[str, str]) -> SafeString:
    """Texts for scripts, as a data block."""
    return json_script(values, "words")
