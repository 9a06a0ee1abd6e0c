"""First letters of Chinese labels, so that typing ``ghxq`` finds 更换线圈."""

from __future__ import annotations

from functools import lru_cache
from unicodedata import normalize


@lru_cache(maxsize=20_000)
def initials(label: str) -> str:
    """The first pinyin letter of each Chinese character; Latin letters and digits as they are, in lower case.

    Full-width forms count as their plain ones,
    everything else is left out. Characters with several readings follow the words they stand in (重启 ``cq``,
    重量 ``zl``) as far as pypinyin's phrases know them.
    """
    # Loading the dictionary takes 0.2 s and 55 MB, so only a process that needs it pays.
    from pypinyin import Style, lazy_pinyin

    letters = lazy_pinyin(normalize("NFKC", label).lower(), style=Style.FIRST_LETTER, errors="default")
    return "".join(char for char in "".join(letters) if char.isascii() and char.isalnum())
