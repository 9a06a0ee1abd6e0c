"""``callout run`` from an empty folder: it serves, heals what is killed, and leaves nothing behind."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from callout.runtime import pg_cluster, processes
from callout.runtime.pg_cluster import Cluster

pytestmark = pytest.mark.slow
CALLOUT = (sys.executable, "-m", "callout.runtime.cli")


@pytest.fixture(scope="module")
def bind() -> str:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return f"127.0.0.1:{free.getsockname()[1]}"


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory, bind: str) -> Iterator[dict[str, str]]:
    folder = tmp_path_factory.mktemp("run") / "var"
    own = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    yield {**own, "CALLOUT_DATA": str(folder), "CALLOUT_BIND": bind, "CALLOUT_WEB_PROCESSES": "1"}
    shutil.rmtree((folder / "postgres").resolve())


@pytest.fixture(scope="module")
def callout(environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    log = Path(environment["CALLOUT_DATA"]).with_name("run.log")
    with log.open("wb") as output:
        process = subprocess.Popen([*CALLOUT, "run"], env=environment, stdout=output, stderr=output)
    if not processes.wait_until(lambda: answers(environment["CALLOUT_BIND"]), 300, step=0.5):
        process.kill()
        pytest.fail(log.read_text()[-3000:])
    yield process
    process.terminate()
    process.wait(60)


def answers(bind: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://{bind}/accounts/login/", timeout=15) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def children(parent: int) -> dict[str, int]:
    """Process ids of web and worker by role."""
    found = {}
    for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split():
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
        except (FileNotFoundError, ProcessLookupError):  # it ended meanwhile
            continue
        for role, word in (("web", "callout.runtime.web"), ("worker", "worker")):
            if word in words:
                found[role] = int(pid)
    return found


def test_it_serves_with_web_and_worker(callout: subprocess.Popen[bytes]) -> None:
    assert children(callout.pid).keys() == {"web", "worker"}


@pytest.mark.parametrize("role", ["web", "worker"])
def test_a_killed_child_is_back_in_seconds(callout: subprocess.Popen[bytes], bind: str, role: str) -> None:
    killed = children(callout.pid)[role]
    os.kill(killed, signal.SIGKILL)

    assert processes.wait_until(lambda: children(callout.pid).get(role, killed) != killed, 60)
    assert processes.wait_until(lambda: answers(bind), 120)


def test_a_killed_data_base_is_back_in_seconds(
    callout: subprocess.Popen[bytes], environment: dict[str, str], bind: str
) -> None:
    cluster = Cluster(Path(environment["CALLOUT_DATA"]))
    killed = pg_cluster.read_postmaster(cluster)
    assert killed is not None
    os.kill(killed.pid, signal.SIGKILL)

    def replaced() -> bool:
        found = pg_cluster.read_postmaster(cluster)
        return found is not None and found.ready and found.pid != killed.pid

    assert processes.wait_until(replaced, 120)
    assert processes.wait_until(lambda: answers(bind), 120)


def test_a_second_start_names_the_first(callout: subprocess.Popen[bytes], environment: dict[str, str]) -> None:
    second = subprocess.run([*CALLOUT, "run"], env=environment, capture_output=True, text=True, timeout=120)
    assert second.returncode == 1
    assert (
        f"already running with the data folder {environment['CALLOUT_DATA']} (process {callout.pid})" in second.stderr
    )


def test_the_installation_is_in_order(callout: subprocess.Popen[bytes], environment: dict[str, str]) -> None:
    check = subprocess.run([*CALLOUT, "check"], env=environment, capture_output=True, text=True, timeout=120)
    assert check.returncode == 0, check.stdout


def test_a_stop_takes_everything_along(callout: subprocess.Popen[bytes], environment: dict[str, str]) -> None:
    cluster = Cluster(Path(environment["CALLOUT_DATA"]))
    running = children(callout.pid)
    callout.send_signal(signal.SIGTERM)

    assert callout.wait(60) == 0
    assert not any(processes.is_running(pid) for pid in running.values())
    assert pg_cluster.read_postmaster(cluster) is None
    assert not processes.working_in(cluster.data)
