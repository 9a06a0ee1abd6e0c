"""Chinese and Latin text search on ``tsvector`` columns that hold single characters, bigrams and words.

PostgreSQL's parsers do not cut Chinese; ``callout_tokens(text)`` (SQL, migration 1) makes the tokens, and a phrase of
bigrams finds what LIKE would find, by index.
"""

from __future__ import annotations

import re

from django.contrib.postgres.search import SearchQuery

# The letters of CA-261122-00042 stand in every number of that kind: looking for them reads all rows and finds nothing.
_KIND_OF_NUMBER = re.compile(r"\b[a-z]{2}-(?=[a-z]?[0-9]{4})")
_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+")


def tokens(text: str) -> list[str]:
    """Tokens of a query: bigrams of each Chinese run (the character itself when alone), Latin words as prefixes."""
    found: list[str] = []
    for run in _RUN.findall(_KIND_OF_NUMBER.sub("", text.lower())):
        if run[0] >= "\u3400":
            found += [run[i : i + 2] for i in range(len(run) - 1)] or [run]
        else:
            found.append(f"{run}:*")
    return found


def query(text: str) -> SearchQuery | None:
    """A query for a ``callout_tokens`` column, or None when the text has nothing to search for."""
    words = tokens(text)
    return SearchQuery(" & ".join(words), config="simple", search_type="raw") if words else None
