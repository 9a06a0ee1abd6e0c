"""One page of very many rows: its keys first, and no more rows sorted than a person can leaf through."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet


def page_of(
    rows: QuerySet[Any], shown: QuerySet[Any], first: int, last: int, *, newest: Sequence[str], most: int
) -> QuerySet[Any]:
    """Rows ``first`` to ``last`` (not included) of the ordered ``rows``, as ``shown`` reads them.

    Relations that cells show are joined to the rows of the page, not to all that come before it. With ``newest`` only
    the first ``most`` rows in that order are sorted: for orders that no index serves.
    """
    if rows.query.distinct:
        return rows[first:last]
    order = rows.query.order_by
    if newest:
        rows = shown.filter(pk__in=rows.order_by(*newest).values("pk")[:most]).order_by(*order)
    return shown.filter(pk__in=rows.values("pk")[first:last]).order_by(*order)
