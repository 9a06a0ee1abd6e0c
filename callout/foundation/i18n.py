"""Names kept in two columns and read in the language of the reader."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language


class NamedModel(models.Model):
    """``name_zh`` and ``name_en``; ``.name`` follows the active language."""

    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the active language, or the other one when it is missing."""
        return pick(self.name_zh, self.name_en)


def both(zh: str, en: str) -> str:
    """Both names in one text, ``中文|English``, for what is kept now and read later in either language."""
    return f"{zh.replace('|', '/')}|{en.replace('|', '/')}"


def read_both(text: str) -> str:
    """A text of ``both`` in the active language; any other text as it is."""
    zh, bar, en = text.partition("|")
    return pick(zh, en) if bar else text


def pick(zh: str, en: str) -> str:
    """``en`` for readers of English, else ``zh``; whichever is not empty."""
    return (en or zh) if (get_language() or "").startswith("en") else (zh or en)
