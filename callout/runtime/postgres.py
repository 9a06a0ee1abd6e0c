"""The embedded PostgreSQL server: one a data folder, started when needed, stopped when its last user leaves.

Settings import ``embedded_url``, which only computes an address. ``running`` is what commands use; ``ensure_running``
and ``stop`` are its two halves. As root the server runs under a system user, because PostgreSQL refuses root.
"""

from __future__ import annotations

import fcntl
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from callout.runtime import pg_cluster, processes
from callout.runtime.errors import RuntimeProblem
from callout.runtime.pg_cluster import SOCKET, Cluster, Postmaster

START_SECONDS = 300  # crash recovery after kill -9 under load may take minutes
STOP_SECONDS = 60
ORPHAN_SECONDS = 10

_STARTED: list[subprocess.Popen[bytes]] = []  # kept, so that a server which dies is reaped and leaves no zombie


def embedded_url(data_folder: Path) -> str:
    """Address of the embedded data base of a data folder. Cheap: it starts nothing."""
    return Cluster(data_folder).url()


@contextmanager
def running(data_folder: Path, *, durable: bool = True) -> Iterator[str]:
    """The address of a started server; it is stopped on leaving unless another process still uses it.

    ``durable=False`` trades crash safety for speed and is meant for throw-away test data.
    """
    cluster = Cluster(data_folder)
    users = cluster.lock_file("users")
    users.parent.mkdir(parents=True, exist_ok=True)
    with users.open("a") as users_file:
        with processes.locked(cluster.lock_file("start")):
            fcntl.flock(users_file, fcntl.LOCK_SH)
            _ensure_running(cluster, durable=durable)
        try:
            yield cluster.url()
        finally:
            with processes.locked(cluster.lock_file("start")):
                try:
                    fcntl.flock(users_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    pass
                else:
                    _stop(cluster)


def ensure_running(data_folder: Path, *, durable: bool = True) -> str:
    """Start the server when it is not up, and return its address. Safe when several processes call it at once."""
    cluster = Cluster(data_folder)
    with processes.locked(cluster.lock_file("start")):
        _ensure_running(cluster, durable=durable)
    return cluster.url()


def is_running(data_folder: Path) -> bool:
    """True when the server accepts connections."""
    postmaster = pg_cluster.read_postmaster(Cluster(data_folder))
    return postmaster is not None and postmaster.ready


def stop(data_folder: Path) -> None:
    """Shut the server down cleanly; open sessions are ended. No error when it is not running."""
    cluster = Cluster(data_folder)
    with processes.locked(cluster.lock_file("start")):
        _stop(cluster)


def _ensure_running(cluster: Cluster, *, durable: bool) -> None:
    postmaster = pg_cluster.read_postmaster(cluster)
    if postmaster is not None:
        _wait_ready(cluster, postmaster.pid)
        return
    programs, account = pg_cluster.prepare(cluster, durable=durable)
    if survivor := _clear_remains(cluster):
        _wait_ready(cluster, survivor.pid)
        return
    with (cluster.home / "start.log").open("wb") as output:
        started = subprocess.Popen(
            [programs.program("postgres"), "-D", str(cluster.data.resolve())],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
            start_new_session=True,
            **pg_cluster.run_as(account),
        )
    _STARTED.append(started)
    _wait_ready(cluster, started.pid)
    pg_cluster.create_database(cluster)


def _wait_ready(cluster: Cluster, pid: int) -> None:
    def settled() -> bool:
        found = pg_cluster.read_postmaster(cluster)
        return (found is not None and found.ready) or not processes.is_running(pid)

    processes.wait_until(settled, START_SECONDS)
    found = pg_cluster.read_postmaster(cluster)
    if found is None or not found.ready:
        _reap()
        raise RuntimeProblem(f"PostgreSQL did not start:\n{pg_cluster.last_words(cluster)}")


def _clear_remains(cluster: Cluster) -> Postmaster | None:
    """After a kill -9: wait for sessions that outlived their postmaster, then drop its pid files.

    The pid file alone proves nothing: its number may be a zombie or by now another program. What counts is whether
    any process still works inside the data folder. Returns a server that somebody killed while starting it left to us.
    """

    def settled() -> bool:
        return not _at_work(cluster) or pg_cluster.read_postmaster(cluster) is not None

    if not processes.wait_until(settled, ORPHAN_SECONDS):
        for pid in _at_work(cluster):
            processes.send(pid, signal.SIGKILL)
        processes.wait_until(settled, ORPHAN_SECONDS)
    survivor = pg_cluster.read_postmaster(cluster)
    if survivor is None:
        cluster.pid_file.unlink(missing_ok=True)
        (cluster.sockets / f"{SOCKET}.lock").unlink(missing_ok=True)
    return survivor


def _at_work(cluster: Cluster) -> list[int]:
    return [pid for pid in processes.working_in(cluster.data) if processes.is_running(pid)]


def _stop(cluster: Cluster) -> None:
    postmaster = pg_cluster.read_postmaster(cluster)
    if postmaster is None:
        return
    for number in (signal.SIGINT, signal.SIGQUIT):
        processes.send(postmaster.pid, number)
        if _gone(postmaster):
            return
    raise RuntimeProblem(f"PostgreSQL (process {postmaster.pid}) does not stop. See {cluster.home}/log.")


def _gone(postmaster: Postmaster) -> bool:
    gone = processes.wait_until(lambda: not processes.is_running(postmaster.pid), STOP_SECONDS)
    _reap()
    return gone


def _reap() -> None:
    _STARTED[:] = [process for process in _STARTED if process.poll() is None]
