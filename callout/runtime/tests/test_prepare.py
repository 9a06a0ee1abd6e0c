"""Preparation does only what is missing."""

import gettext
import os
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db.migrations.recorder import MigrationRecorder

from callout.runtime import messages, prepare

CHINESE = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Save"
msgstr "{word}"
"""


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "callout" / "cases" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(CHINESE.format(word="保存"))
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    return path


def test_translations_are_compiled_once_and_again_after_a_change(catalogue: Path, tmp_path: Path) -> None:
    assert messages.compile_stale() == 1
    assert messages.compile_stale() == 0
    locale = str(catalogue.parents[2])
    assert gettext.translation("django", locale, ["zh_Hans"]).gettext("Save") == "保存"

    catalogue.write_text(CHINESE.format(word="存盘"))
    later = catalogue.with_suffix(".mo").stat().st_mtime + 10
    os.utime(catalogue, (later, later))
    assert messages.stale() == [catalogue]


def test_static_files_are_collected_again_only_when_a_source_changed(tmp_path: Path, settings: LazySettings) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "a.css").write_text("a { color: red }")
    settings.STATICFILES_DIRS = [source]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }

    assert prepare.collect_static()
    assert (tmp_path / "collected" / "a.css").exists()
    assert not prepare.collect_static()

    (source / "b.css").write_text("b { color: red }")
    assert not prepare.static_is_current()
    assert prepare.collect_static()


@pytest.mark.django_db
def test_a_migrated_data_base_has_nothing_pending() -> None:
    assert prepare.pending_migrations() == []


@pytest.mark.django_db
def test_a_data_base_with_only_some_of_the_replaced_migrations_is_refused_by_name() -> None:
    assert prepare.missing_before() == []
    gone = MigrationRecorder.Migration.objects.filter(
        app__in=["accounts", "parts"], name__in=["0002_outlet_area", "0003_pieces"]
    )
    gone.delete()
    assert prepare.missing_before() == ["accounts.0002_outlet_area", "parts.0003_pieces"]
    with pytest.raises(SystemExit, match=r"parts\.0003_pieces"):
        prepare.migrate()
