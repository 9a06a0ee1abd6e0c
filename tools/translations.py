"""Keeps the translation files in step with the texts in code and templates.

``check`` reports every text without its Chinese, every entry nobody uses, and placeholders that differ; ``update`` adds
empty entries, drops unused ones and sorts. A text belongs to the catalogue of its own app; shared templates and
modules belong to ``callout/locale``. An entry with the translator comment ``# outside`` stands for a text of a library.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
LANGUAGE = "zh_Hans"
KEYWORDS = (
    "gettext_noop",
    "gettext_lazy",
    "ngettext_lazy:1,2",
    "pgettext:1c,2",
    "npgettext:1c,2,3",
    "pgettext_lazy:1c,2",
    "npgettext_lazy:1c,2,3",
)
SKIPPED = {"tests", "migrations", "node_modules", "static", "locale"}
ALIAS = re.compile(r"^from django\.utils\.translation import \w+ as (?!_$)\w+", re.MULTILINE)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
HEADER = {
    "Language": LANGUAGE,
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}

Key = tuple[str, str]


def main() -> int:
    """``check`` (exit code 1 on findings) or ``update``."""
    if len(sys.argv) != 2 or sys.argv[1] not in {"check", "update"}:
        sys.stderr.write("usage: translations.py check|update\n")
        return 2
    settings.configure(USE_I18N=False)
    found = sources()
    wanted = {folder: extract(files) for folder, files in found.items()}
    if sys.argv[1] == "update":
        for folder, entries in wanted.items():
            update(catalogue(folder), entries)
        return 0
    problems = [problem for folder, entries in wanted.items() for problem in check(catalogue(folder), entries)]
    problems += conflicts(catalogue(folder) for folder in wanted)
    problems += aliases(path for files in found.values() for path in files)
    sys.stdout.writelines(f"{problem}\n" for problem in problems)
    sys.stdout.write(f"{sum(map(len, wanted.values()))} texts, {len(problems)} problems\n")
    return int(bool(problems))


def sources() -> dict[Path, list[Path]]:
    """Python and template files by the folder whose catalogue holds their texts."""
    found: dict[Path, list[Path]] = defaultdict(list)
    for package in (ROOT / "callout", ROOT / "packs"):
        for path in sorted(package.rglob("*")):
            inner = path.relative_to(package).parts
            if path.suffix not in {".py", ".html", ".txt"} or SKIPPED.intersection(inner):
                continue
            if path.suffix != ".py" and "templates" not in inner:
                continue
            own = len(inner) > 1 and inner[0] != "templates"
            found[package / inner[0] if own else package].append(path)
    return found


def catalogue(folder: Path) -> Path:
    """The Chinese .po file of an app."""
    return folder / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def extract(files: list[Path]) -> dict[Key, polib.POEntry]:
    """Every translatable text of the files, by context and text."""
    with tempfile.TemporaryDirectory() as folder:
        listed = []
        for number, path in enumerate(files):
            if path.suffix == ".py":
                listed.append(str(path))
            else:
                draft = Path(folder) / f"{number}.py"
                draft.write_text(templatize(path.read_text("utf-8"), origin=str(path)), "utf-8")
                listed.append(str(draft))
        command = ["xgettext", "--language=Python", "--from-code=UTF-8", "--no-location", "--output=-"]
        command += [f"--keyword={keyword}" for keyword in KEYWORDS]
        done = subprocess.run([*command, *listed], capture_output=True, text=True, check=True)
    return {key(entry): entry for entry in polib.pofile(done.stdout)}


def key(entry: polib.POEntry) -> Key:
    """What identifies an entry."""
    return entry.msgctxt or "", entry.msgid


def texts(entry: polib.POEntry) -> list[str]:
    """All translations of an entry."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def check(path: Path, wanted: dict[Key, polib.POEntry]) -> Iterator[str]:
    """Problems of one catalogue."""
    name = path.relative_to(ROOT)
    if not path.exists():
        if wanted:
            yield f"{name}: missing, {len(wanted)} texts"
        return
    present = {key(entry): entry for entry in polib.pofile(str(path))}
    for found in sorted(wanted.keys() - present.keys()):
        yield f"{name}: not there: {found[1]!r}"
    for found, entry in present.items():
        if entry.obsolete or (found not in wanted and entry.tcomment != "outside"):
            yield f"{name}: not used: {entry.msgid!r}"
        elif entry.fuzzy or not all(texts(entry)):
            yield f"{name}: not translated: {entry.msgid!r}"
        elif not placeholders_agree(entry):
            yield f"{name}: placeholders differ: {entry.msgid!r}"


def placeholders_agree(entry: polib.POEntry) -> bool:
    """The translation uses the placeholders of the original, no more and (plurals aside) no fewer."""
    allowed = set(PLACEHOLDER.findall(entry.msgid)) | set(PLACEHOLDER.findall(entry.msgid_plural))
    needed = set() if entry.msgid_plural else allowed
    return all(needed <= set(PLACEHOLDER.findall(text)) <= allowed for text in texts(entry))


def conflicts(paths: Iterator[Path]) -> Iterator[str]:
    """Texts with different Chinese in two apps: Django would show only one of them."""
    seen: dict[Key, tuple[list[str], Path]] = {}
    for path in paths:
        if path.exists():
            for entry in polib.pofile(str(path)):
                first, where = seen.setdefault(key(entry), (texts(entry), path))
                if first != texts(entry):
                    other = where.relative_to(ROOT)
                    yield f"{path.relative_to(ROOT)}: {entry.msgid!r} is {texts(entry)} here and {first} in {other}"


def aliases(paths: Iterator[Path]) -> Iterator[str]:
    """Modules that call a translation function by a name of their own: its texts would not be found here."""
    for path in paths:
        if path.suffix == ".py" and (line := ALIAS.search(path.read_text("utf-8"))):
            yield f"{path.relative_to(ROOT)}: {line[0]!r} hides its texts; only _ is known"


def update(path: Path, wanted: dict[Key, polib.POEntry]) -> None:
    """Add, drop and sort; translations that exist are kept as they are."""
    old = {key(entry): entry for entry in polib.pofile(str(path))} if path.exists() else {}
    kept = {found: entry for found, entry in old.items() if found in wanted or entry.tcomment == "outside"}
    entries = sorted({**wanted, **kept}.values(), key=lambda entry: (entry.msgid, entry.msgctxt or ""))
    if not entries:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    file = polib.POFile(wrapwidth=0)
    file.metadata = HEADER
    for entry in entries:
        entry.flags = [flag for flag in entry.flags if flag != "python-format"]
        if entry.msgid_plural:
            entry.msgstr_plural = {0: entry.msgstr_plural.get(0, "")}
        file.append(entry)
    file.save(str(path))


if __name__ == "__main__":
    sys.exit(main())
