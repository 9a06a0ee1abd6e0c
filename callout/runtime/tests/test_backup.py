"""A backup brings everything back, and a damaged or foreign one is refused before anything is touched."""

import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from callout.runtime import backup, postgres
from callout.runtime.errors import RuntimeProblem
from callout.runtime.pg_cluster import Cluster
from callout.runtime.restore import restore


@pytest.fixture(scope="module")
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("backup")
    with postgres.running(folder, durable=False):
        yield folder
    shutil.rmtree((folder / "postgres").resolve())


@pytest.fixture
def empty_url(data_folder: Path) -> Iterator[str]:
    yield from _fresh(data_folder, "target")


@pytest.fixture
def filled_url(data_folder: Path) -> Iterator[str]:
    for url in _fresh(data_folder, "source"):
        with psycopg.connect(url) as connection:
            connection.execute("CREATE EXTENSION pg_trgm")
            connection.execute("CREATE TABLE parent (id bigint PRIMARY KEY, name text)")
            connection.execute("CREATE TABLE child (parent bigint NOT NULL REFERENCES parent, at timestamptz)")
            connection.execute("INSERT INTO parent SELECT n, '客户 ' || n FROM generate_series(1, 5000) n")
            connection.execute("INSERT INTO child SELECT n, now() FROM generate_series(1, 5000) n")
        yield url


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Data folder of the installation: files, and a data key of its own."""
    folder = tmp_path / "var"
    photo = folder / "files" / "2026" / "门铃.jpg"
    photo.parent.mkdir(parents=True)
    photo.write_bytes(bytes(range(256)) * 4000)
    monkeypatch.setenv("CALLOUT_DATA", str(folder))
    return folder


def _fresh(folder: Path, name: str) -> Iterator[str]:
    with psycopg.connect(Cluster(folder).url(), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}")
        connection.execute(f"CREATE DATABASE {name}")
    yield Cluster(folder).url(name)


def count(url: str, table: str) -> int:
    with psycopg.connect(url) as connection:
        return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def test_the_round_trip_brings_back_rows_and_files(filled_url: str, empty_url: str, home: Path) -> None:
    target = home.parent / "monday.tar"
    backup.write(target, filled_url, home, with_secrets=False)
    assert target.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in home.parent.iterdir() if path != home] == ["monday.tar"], "no draft is left"

    photo = (home / "files").rename(home.parent / "kept")
    restore(target, empty_url, home, force=False)
    assert count(empty_url, "child JOIN parent ON parent.id = child.parent") == 5000
    assert (home / "files" / "2026" / "门铃.jpg").read_bytes() == (photo / "2026" / "门铃.jpg").read_bytes()
    with psycopg.connect(empty_url) as connection, pytest.raises(psycopg.errors.ForeignKeyViolation):
        connection.execute("INSERT INTO child VALUES (-1)")


def test_a_data_base_with_tables_is_replaced_only_by_force(filled_url: str, home: Path) -> None:
    target = home.parent / "b.tar"
    backup.write(target, filled_url, home, with_secrets=False)
    with psycopg.connect(filled_url) as connection:
        connection.execute("DELETE FROM child")
        connection.execute("CREATE TABLE made_later ()")

    with pytest.raises(RuntimeProblem, match="not empty"):
        restore(target, filled_url, home, force=False)
    assert count(filled_url, "child") == 0

    restore(target, filled_url, home, force=True)
    assert count(filled_url, "child") == 5000
    with pytest.raises(psycopg.errors.UndefinedTable):
        count(filled_url, "made_later")


def test_nobody_else_may_be_connected(filled_url: str, home: Path) -> None:
    target = home.parent / "b.tar"
    backup.write(target, filled_url, home, with_secrets=False)
    with psycopg.connect(filled_url), pytest.raises(RuntimeProblem, match="other sessions use the data base"):
        restore(target, filled_url, home, force=True)


@pytest.mark.parametrize("position", [0.3, 0.9])
def test_a_flipped_byte_is_noticed(filled_url: str, empty_url: str, home: Path, position: float) -> None:
    target = home.parent / "b.tar"
    backup.write(target, filled_url, home, with_secrets=False)
    content = bytearray(target.read_bytes())
    content[int(len(content) * position)] ^= 1
    target.write_bytes(content)

    with pytest.raises(RuntimeProblem, match="is damaged"):
        restore(target, empty_url, home, force=True)


def test_an_unfinished_or_foreign_file_is_refused(empty_url: str, home: Path) -> None:
    foreign = home.parent / "foreign.tar"
    with tarfile.open(foreign, "w") as tar:
        tar.add(home / "files", "files")
    with pytest.raises(RuntimeProblem, match=r"no plain file|no manifest"):
        restore(foreign, empty_url, home, force=True)
    foreign.write_bytes(b"not a tar file")
    with pytest.raises(RuntimeProblem, match="cannot be read"):
        restore(foreign, empty_url, home, force=True)


def test_a_backup_of_another_key_is_refused_unless_it_brings_the_key(
    filled_url: str, empty_url: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, full = home.parent / "plain.tar", home.parent / "full.tar"
    backup.write(plain, filled_url, home, with_secrets=False)
    backup.write(full, filled_url, home, with_secrets=True)
    fingerprint = backup.data_key_fingerprint()

    other = home.parent / "other"
    other.mkdir()
    monkeypatch.setenv("CALLOUT_DATA", str(other))
    with pytest.raises(RuntimeProblem, match="another key"):
        restore(plain, empty_url, other, force=False)

    restore(full, empty_url, other, force=False)
    assert backup.data_key_fingerprint() == fingerprint
    assert (other / "secrets" / "callout_data_key").stat().st_mode & 0o777 == 0o600


def test_a_dump_that_breaks_off_leaves_the_data_base_alone(filled_url: str, home: Path, tmp_path: Path) -> None:
    from callout.runtime import restore as module

    dump = tmp_path / "d"
    major = backup.dump_data_base(filled_url, dump)
    dump.write_bytes(dump.read_bytes()[: dump.stat().st_size // 2])
    with pytest.raises(RuntimeProblem, match="left as it was"):
        module._fill(dump, filled_url, major)

    assert count(filled_url, "child") == 5000
