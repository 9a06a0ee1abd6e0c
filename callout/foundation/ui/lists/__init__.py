"""Lists: declare a ``ListPage``; sorting, filters, views, columns, paging, bulk actions and files come with it."""

from callout.foundation.ui.lists.columns import Column
from callout.foundation.ui.lists.counting import Count, capped_counts
from callout.foundation.ui.lists.filters import (
    BooleanFilter,
    ChoiceFilter,
    DateRangeFilter,
    MultiFilter,
    RelationFilter,
)
from callout.foundation.ui.lists.page import BulkAction, Empty, ListPage, PageAction, Tab

__all__ = [
    "BooleanFilter",
    "BulkAction",
    "ChoiceFilter",
    "Column",
    "Count",
    "DateRangeFilter",
    "Empty",
    "ListPage",
    "MultiFilter",
    "PageAction",
    "RelationFilter",
    "Tab",
    "capped_counts",
]
