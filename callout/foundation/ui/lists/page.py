"""The list page: one class per list, one template for all."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views import View

from callout.foundation.models import PersonalDataReveal
from callout.foundation.plans import planned_for_values
from callout.foundation.ui.lists.columns import Column
from callout.foundation.ui.lists.counting import Count, capped_counts
from callout.foundation.ui.lists.export import SHEET_ROWS, export
from callout.foundation.ui.lists.filters import DateRangeFilter, Filter
from callout.foundation.ui.lists.reading import page_of
from callout.foundation.ui.preferences import recall, remember
from callout.foundation.ui.toasts import notify

COUNT_CAP = 10_000
TAB_CAP = 1_000
PAGE_SIZES = (25, 50, 100)
SLOW_COUNT = 0.08
KEEP_COUNTS = 60


@dataclass(frozen=True, slots=True)
class Tab:
    """A saved view: a condition, or a function of the person that makes one. ``tone`` danger marks what is late."""

    name: str
    label: str | Promise
    condition: Q | Callable[[Any], Q] | None = None
    tone: str = ""

    def q(self, user: Any) -> Q:
        """The condition for this person."""
        if self.condition is None:
            return Q()
        return self.condition(user) if callable(self.condition) else self.condition


@dataclass(frozen=True, slots=True)
class BulkAction:
    """A button over the selected rows: posts ``pk`` values, or ``all=1`` and the list's ``query``, to ``url_name``."""

    label: str | Promise
    icon: str
    url_name: str
    permission: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class PageAction:
    """The list's main button."""

    label: str | Promise
    icon: str
    url_name: str
    permission: str
    key: str = "n"


@dataclass(frozen=True, slots=True)
class Empty:
    """What an empty list says: why, and one way on (``url_name`` with ``action``)."""

    title: str | Promise
    text: str | Promise = ""
    icon: str = "checks"
    action: str | Promise = ""
    url_name: str = ""


class ListPage(View):
    """Subclass it, declare the attributes, give ``queryset(user)``; add ``as_view()`` to the urls.

    The address holds the whole state: ``tab``, each filter, ``q``, ``sort`` (``-name`` descends), ``page``, ``per``.
    Two queries make a page (numbers and rows) whatever the filters; relation filters in use add one each. Columns that
    an index sorts however many rows there are stand in ``whole_sorts``; others sort the newest COUNT_CAP rows.
    """

    permission: ClassVar[str]
    name: ClassVar[str]
    title: ClassVar[str | Promise]
    model: ClassVar[type[Model]]
    columns: ClassVar[Sequence[Column]]
    filters: ClassVar[Sequence[Filter]] = ()
    tabs: ClassVar[Sequence[Tab]] = ()
    bulk: ClassVar[Sequence[BulkAction]] = ()
    action: ClassVar[PageAction | None] = None
    empty: ClassVar[Empty | None] = None
    default_sort: ClassVar[str] = ""
    whole_sorts: ClassVar[Sequence[str]] = ()
    search_hint: ClassVar[str | Promise] = ""
    live: ClassVar[Sequence[str]] = ()
    exportable: ClassVar[bool] = True
    page_sizes: ClassVar[Sequence[int]] = PAGE_SIZES
    template_name = "components/list/page.html"
    partial_name = "components/list/body.html"

    def __init_subclass__(cls) -> None:
        if cls.search_hint and cls.search is ListPage.search:
            raise TypeError(f"{cls.__name__} has a search box and no search()")

    def queryset(self, user: Any) -> QuerySet[Any]:
        """Rows the person may see, with the relations that cells show."""
        return self.model._default_manager.visible_to(user)  # type: ignore[attr-defined]

    def search(self, rows: QuerySet[Any], text: str) -> QuerySet[Any]:
        """Rows that fit the words of the search box; override it together with ``search_hint``."""
        return rows

    def equip(self, rows: Sequence[Any]) -> None:
        """Give shown or exported rows what their cells need beyond the query: one step for many rows."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The page, its list alone for htmx, its filters once they are asked for, or a file."""
        if kind := request.GET.get("export", ""):
            return self._export(kind)
        partial = request.htmx and request.htmx.target == "list" and not request.htmx.history_restore_request  # type: ignore[attr-defined]
        if request.GET.get("part") == "filters":
            response = render(request, "components/list/filter_form.html", {"list": self})
        else:
            response = render(request, self.partial_name if partial else self.template_name, self.context())
        patch_vary_headers(response, ["HX-Request", "HX-Target"])
        patch_cache_control(response, private=True, no_store=True)
        return response

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep the person's columns, or a view of theirs, and go back to the list."""
        back = self.address()
        what = request.POST.get("do", "")
        if what == "columns":
            known = [column.name for column in self.columns if column.name in request.POST.getlist("column")]
            self._keep("columns", known or None)
        elif what == "save-view":
            label = request.POST.get("label", "").strip()[:40]
            if label:
                others = [v for v in self.saved_views if v["label"] != label]
                self._keep("views", [*others, {"label": label, "query": self.state_query}])
                notify(request, _("View “%(label)s” saved.") % {"label": label})
        elif what == "drop-view":
            label = request.POST.get("label", "")
            self._keep("views", [v for v in self.saved_views if v["label"] != label] or None)
        return HttpResponseRedirect(back)

    def context(self) -> dict[str, Any]:
        """What the template shows."""
        rows, total, tabs = self._numbers_and_rows()
        self.equip(rows[: self.per])
        return {
            "list": self,
            "columns": self.shown_columns,
            "rows": rows[: self.per],
            "total": total,
            "tabs": tabs,
            "chips": self._chips(),
            "first": self._offset + 1,
            "last": self._offset + min(len(rows), self.per),
            "has_next": len(rows) > self.per,
            "pages": self._pages(total),
            "newest": Count(COUNT_CAP) if total.more and self._newest else None,
            "actions": [a for a in self.bulk if self.request.user.may(a.permission)],  # type: ignore[union-attr]
            "may_act": bool(self.action and self.request.user.may(self.action.permission)),  # type: ignore[union-attr]
        }

    def selected(self, request: HttpRequest) -> QuerySet[Any]:
        """The rows a bulk action was posted for, limited to what the person may see."""
        if request.POST.get("all") == "1":
            return self.narrowed(QueryDict(request.POST.get("query", "")))
        keys = [key for key in request.POST.getlist("pk") if key.isascii() and key.isdigit()]
        return self.queryset(request.user).filter(pk__in=keys)

    # What the address asks for

    @cached_property
    def per(self) -> int:
        """Rows on a page."""
        asked = self.request.GET.get("per", "")
        return int(asked) if asked in map(str, PAGE_SIZES) else PAGE_SIZES[0]

    @cached_property
    def page(self) -> int:
        """Number of the page, from 1 to the last that may be opened."""
        asked = self.request.GET.get("page", "1")
        wanted = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
        return max(1, min(wanted, COUNT_CAP // self.per))

    @property
    def page_before(self) -> int:
        """Number of the page before."""
        return self.page - 1

    @property
    def page_after(self) -> int:
        """Number of the next page."""
        return self.page + 1

    @property
    def kept_parameters(self) -> dict[str, list[str]]:
        """The address's parameters without the page, for forms that change some of them."""
        return dict(QueryDict(self.state_query).lists())

    @property
    def filter_parameters(self) -> set[str]:
        """Names that the filter form sends itself."""
        return {name for each in self.filters for name in each.parameters}

    @property
    def _offset(self) -> int:
        return (self.page - 1) * self.per

    @cached_property
    def text(self) -> str:
        """Words in the search box."""
        return self.request.GET.get("q", "").strip()[:100] if self.search_hint else ""

    @cached_property
    def sort(self) -> str:
        """Column name, with ``-`` when descending."""
        asked = self.request.GET.get("sort", "") or self.default_sort
        sortable = {column.name for column in self.columns if column.sort}
        return asked if asked.removeprefix("-") in sortable else self.default_sort

    @cached_property
    def tab(self) -> str:
        """Name of the open tab."""
        asked = self.request.GET.get("tab", "")
        names = [tab.name for tab in self.tabs]
        return asked if asked in names else (names[0] if names else "")

    @cached_property
    def state_query(self) -> str:
        """The address's query without page number, part, file format and empty fields."""
        kept = QueryDict(mutable=True)
        for name, values in self.request.GET.lists():
            filled = [value for value in values if value]
            if filled and name not in {"page", "part", "export"}:
                kept.setlist(name, filled)
        return kept.urlencode()

    def address(self, **changes: Any) -> str:
        """This list's address with parameters changed; None drops one, a list repeats it; the page starts again."""
        query = QueryDict(self.state_query, mutable=True)
        for name, value in changes.items():
            query.pop(name, None)
            if value is not None:
                query.setlist(name, [str(v) for v in value] if isinstance(value, list) else [str(value)])
        return f"{self.request.path}?{query.urlencode()}" if query else self.request.path

    # Rows

    def narrowed(self, query: QueryDict) -> QuerySet[Any]:
        """Rows for a query: tab, filters and search, not ordered."""
        user = self.request.user
        rows = self.queryset(user)
        names = {tab.name: tab for tab in self.tabs}
        tab = names.get(query.get("tab", "")) or (self.tabs[0] if self.tabs else None)
        if tab:
            rows = rows.filter(tab.q(user))
        for each in self.filters:
            value = self._read(each, query)
            if value is not None:
                rows = each.narrow(rows, value)
        text = query.get("q", "").strip()[:100] if self.search_hint else ""
        return self.search(rows, text) if text else rows

    def _read(self, each: Filter, query: QueryDict) -> Any:
        """The filter's value; asked for once per request, since a relation's costs a query."""
        key = (each.name, *(tuple(query.getlist(name)) for name in each.parameters))
        if key not in self._values:
            self._values[key] = each.read(query, self.request.user)
        return self._values[key]

    @cached_property
    def _values(self) -> dict[tuple[Any, ...], Any]:
        return {}

    @cached_property
    def rows(self) -> QuerySet[Any]:
        """Every row of the current state, in order."""
        return self.narrowed(self.request.GET).order_by(*self._order())

    def _order(self) -> list[str]:
        down = self.sort.startswith("-")
        column = next((c for c in self.columns if c.name == self.sort.removeprefix("-")), None)
        expressions = [*(column.order if column else ()), "pk"]
        return [each[1:] if each.startswith("-") else f"-{each}" for each in expressions] if down else expressions

    def _numbers_and_rows(self) -> tuple[list[Any], Count, list[dict[str, Any]]]:
        part = (self._offset, self._offset + self.per + 1)
        with planned_for_values():
            total, numbers = self._counts()
            if total.number <= self.per:
                rows = list(self.rows[slice(*part)])
            else:
                shown = self.queryset(self.request.user)
                rows = list(page_of(self.rows, shown, *part, newest=self._newest, most=COUNT_CAP))
        return rows, total, self._tabs(numbers)

    def sorts_whole(self) -> bool:
        """True when an index serves the current order however many rows there are."""
        name = self.sort.removeprefix("-")
        return name in self.whole_sorts or any(c.order == ("id",) for c in self.columns if c.name == name)

    @cached_property
    def _newest(self) -> list[str]:
        """The order that picks the rows to sort: latest by the date that is
        filtered, else last made; empty: all are."""
        dates = [f.lookup for f in self.filters if isinstance(f, DateRangeFilter) and self._read(f, self.request.GET)]
        return [f"-{dates[0]}", "-pk"] if dates else [] if self.sorts_whole() else ["-pk"]

    def _counts(self) -> tuple[Count, list[Count]]:
        """The current rows' number and the tabs' numbers; tabs that were slow to count keep theirs for a minute."""
        user = self.request.user
        base = self.queryset(user)
        tabs = [(base.filter(tab.q(user)), TAB_CAP) for tab in self.tabs]
        tabs += [(self.narrowed(QueryDict(view["query"])), TAB_CAP) for view in self.saved_views]
        key = f"list-tabs:{self.name}:{user.pk}:{len(tabs)}"
        kept = cache.get(key)
        began = time.perf_counter()
        total, *numbers = capped_counts([(self.rows, COUNT_CAP), *([] if kept else tabs)])
        if not kept and time.perf_counter() - began > SLOW_COUNT:
            cache.set(key, numbers, KEEP_COUNTS)
        return total, kept or numbers

    def _tabs(self, numbers: list[Count]) -> list[dict[str, Any]]:
        mine = next((v["label"] for v in self.saved_views if v["query"] == self.state_query), None)
        shown = [
            {"label": tab.label, "url": f"{self.request.path}?{urlencode({'tab': tab.name})}", "tone": tab.tone,
             "current": mine is None and tab.name == self.tab}
            for tab in self.tabs
        ]  # fmt: skip
        shown += [
            {"label": view["label"], "url": f"{self.request.path}?{view['query']}", "saved": True,
             "current": view["label"] == mine}
            for view in self.saved_views
        ]  # fmt: skip
        return [{**tab, "count": count} for tab, count in zip(shown, numbers, strict=True)]

    def _pages(self, total: Count) -> list[int]:
        """Numbers to link; 0 stands for a gap."""
        last = min(-(-total.number // self.per), COUNT_CAP // self.per) or 1
        near = {1, last, *range(self.page - 1, self.page + 2)}
        numbers = sorted(n for n in near if 1 <= n <= last)
        spaced: list[int] = []
        for n in numbers:
            spaced += [0, n] if spaced and n - spaced[-1] > 1 else [n]
        return spaced

    def _chips(self) -> list[dict[str, Any]]:
        user = self.request.user
        active = [(each, self._read(each, self.request.GET)) for each in self.filters]
        return [
            {
                "label": f.label,
                "icon": f.icon,
                "value": f.says(value, user),
                "drop": self.address(**dict.fromkeys(f.parameters)),
            }
            for f, value in active
            if value is not None
        ]

    # What the person set

    @cached_property
    def saved_views(self) -> list[dict[str, str]]:
        """The person's own views of this list."""
        return recall(self.request.user, "lists", self.name, "views", default=[])

    @cached_property
    def shown_columns(self) -> list[Column]:
        """Columns in their order: the fixed ones and those the person chose."""
        chosen = recall(self.request.user, "lists", self.name, "columns")
        if chosen is None:
            return [column for column in self.columns if not column.hidden]
        return [column for column in self.columns if column.fixed or column.name in chosen]

    def _keep(self, what: str, value: Any) -> None:
        remember(actor=self.request.user, path=("lists", self.name, what), value=value)

    # Files

    def _export(self, kind: str) -> HttpResponseBase:
        user: Any = self.request.user
        if not self.exportable:
            raise PermissionDenied("export")
        if kind == "xlsx" and capped_counts([(self.rows, SHEET_ROWS)])[0].more:
            notify(self.request, _("More than 50,000 rows: export CSV, or filter first."), level="error")
            return HttpResponseRedirect(self.address())
        clear = user.may("personal.export") and any(column.mask for column in self.shown_columns)
        if clear:
            PersonalDataReveal.objects.create(
                user=user,
                subject=f"list:{self.name}"[:40],
                subject_id=0,
                field="export",
                purpose=self.state_query[:120],
            )
        return export(
            self.rows, self.queryset(user), self.shown_columns, self.equip, name=self.name, kind=kind, clear=clear
        )
