"""The files of an embedded PostgreSQL server: where they are, who owns them, how they are made."""

from __future__ import annotations

import hashlib
import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from callout.runtime import pg_binaries, processes
from callout.runtime.errors import RuntimeProblem
from callout.runtime.pg_binaries import Account, Binaries
from callout.runtime.secret_files import made_once

DATABASE = ROLE = "callout"
SOCKET = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 107  # bytes; sun_path of a Unix socket address
ACCOUNT_NAMES = ("callout", "postgres", "nobody")

CONFIGURATION = """\
# Written by Callout at every start. Your own settings go into postgresql.conf below the include line.
listen_addresses = ''
unix_socket_directories = '{sockets}'
max_connections = 120
shared_buffers = 256MB
effective_cache_size = 1GB
work_mem = 8MB
maintenance_work_mem = 128MB
max_wal_size = 2GB
checkpoint_timeout = 15min
random_page_cost = 1.1
jit = off
fsync = {durable}
full_page_writes = {durable}
synchronous_commit = {durable}
timezone = 'UTC'
log_timezone = 'UTC'
logging_collector = on
log_directory = '{home}/log'
log_filename = 'postgresql-%a.log'
log_truncate_on_rotation = on
log_rotation_age = 1d
log_rotation_size = 0
log_min_duration_statement = 2s
"""


@dataclass(frozen=True, slots=True)
class Cluster:
    """One server and its data; everything follows from the data folder."""

    data_folder: Path

    @property
    def home(self) -> Path:
        """Folder that belongs to the server's account. A link when root's own folders hide the data folder."""
        return self.data_folder / "postgres"

    @property
    def data(self) -> Path:
        """The PGDATA folder."""
        return self.home / "data"

    @property
    def pid_file(self) -> Path:
        """PostgreSQL's own pid file."""
        return self.data / "postmaster.pid"

    @property
    def sockets(self) -> Path:
        """Folder of the Unix socket: beside the data, or under /tmp when that path is too long for a socket."""
        folder = self.home / "sockets"
        if len(os.fsencode(folder / f"{SOCKET}.lock")) < LONGEST_SOCKET_PATH:
            return folder
        digest = hashlib.sha256(os.fsencode(self.data_folder)).hexdigest()
        return Path(tempfile.gettempdir()) / f"callout-{digest[:16]}"

    def lock_file(self, name: str) -> Path:
        """Path of a lock file; outside ``home``, so that it exists before the server does."""
        return self.data_folder / "run" / f"postgres-{name}.lock"

    def password(self) -> str:
        """The role's password, made on first need."""
        return made_once(self.data_folder / "secrets" / "postgres_password")

    def url(self, database: str = DATABASE) -> str:
        """postgresql:// address over the Unix socket."""
        return f"postgresql://{ROLE}:{self.password()}@/{database}?host={quote(str(self.sockets))}"


@dataclass(frozen=True, slots=True)
class Postmaster:
    """A live server process."""

    pid: int
    ready: bool


def read_postmaster(cluster: Cluster) -> Postmaster | None:
    """The live server of a cluster. A pid file left by a killed server, or a zombie, counts as none."""
    try:
        lines = cluster.pid_file.read_text("utf-8").splitlines()
        pid = int(lines[0])
        folder = os.readlink(f"/proc/{pid}/cwd")
    except PermissionError as error:
        raise RuntimeProblem(
            f"{cluster.home} belongs to another user. Run as the user who made it, or set CALLOUT_DATA."
        ) from error
    except (OSError, ValueError, IndexError):
        return None
    if not processes.is_running(pid) or folder != str(cluster.data.resolve()):
        return None
    return Postmaster(pid, ready=len(lines) > 7 and lines[7].strip() == "ready")


def prepare(cluster: Cluster, *, durable: bool) -> tuple[Binaries, Account | None]:
    """Make folders, data and configuration as far as they are missing; returns the programs and account to run."""
    account = _account(cluster)
    _make_home(cluster, account)
    version = cluster.data / "PG_VERSION"
    major = int(version.read_text("ascii")) if version.exists() else None
    programs = pg_binaries.for_account(pg_binaries.for_server(major), account)
    if major is None:
        _initialise(cluster, programs, account)
    text = CONFIGURATION.format(
        sockets=cluster.sockets.resolve(), home=cluster.home.resolve(), durable="on" if durable else "off"
    )
    path = cluster.data / "callout.conf"
    path.write_text(text, "utf-8")
    _give(path, account)
    return programs, account


def run_as(account: Account | None) -> dict[str, Any]:
    """Keyword arguments for ``subprocess`` that drop to the server's account."""
    return {} if account is None else {"user": account.uid, "group": account.gid, "extra_groups": []}


def create_database(cluster: Cluster) -> None:
    """Create the application's data base in a fresh server."""
    import psycopg

    try:
        with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(f"CREATE DATABASE {DATABASE}")
    except psycopg.OperationalError as error:
        if "password authentication failed" not in str(error):
            raise
        raise RuntimeProblem(
            f"The data base in {cluster.home} was made with another password than the one in "
            f"{cluster.data_folder}/secrets. Put the secrets folder back, or move the data folder away."
        ) from error


def last_words(cluster: Cluster) -> str:
    """The end of the server's own messages, for an error text."""
    logs = [cluster.home / "start.log", *(cluster.home / "log").glob("*.log")]
    newest = max((log for log in logs if log.exists()), key=lambda log: log.stat().st_mtime)
    return "\n".join(newest.read_text("utf-8", errors="replace").splitlines()[-12:])


def _account(cluster: Cluster) -> Account | None:
    """Who runs the server: as root the owner of existing data or a system user, otherwise ourselves."""
    if os.geteuid() != 0:
        return None
    if cluster.data.exists() and (owner := cluster.data.stat()).st_uid != 0:
        return Account(owner.st_uid, owner.st_gid)
    for name in ACCOUNT_NAMES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise RuntimeProblem("PostgreSQL does not run as root. Make a user first: useradd --system callout")


def _make_home(cluster: Cluster, account: Account | None) -> None:
    home = cluster.home
    cluster.data_folder.mkdir(parents=True, exist_ok=True)
    if not home.exists():
        if pg_binaries.reachable(account, cluster.data_folder):
            home.mkdir(mode=0o700)
        else:
            _make_hidden_home(home)
    _give(home.resolve(), account)
    sockets = cluster.sockets
    sockets.mkdir(mode=0o700, exist_ok=True)
    if sockets.is_symlink() or sockets.stat().st_uid not in {os.geteuid(), account.uid if account else os.geteuid()}:
        raise RuntimeProblem(f"{sockets} belongs to somebody else. Set CALLOUT_DATA to a shorter path.")
    _give(sockets, account)


def _make_hidden_home(home: Path) -> None:
    """Root's data folder lies where no system user may look (such as /root): keep the server's files outside."""
    real = pg_binaries.SYSTEM_FOLDER / f"data-{secrets.token_hex(8)}"
    real.parent.mkdir(parents=True, exist_ok=True)
    real.parent.chmod(0o755)
    real.mkdir(mode=0o700)
    (real / "made-for").write_text(f"{home}\n", "utf-8")
    home.unlink(missing_ok=True)
    home.symlink_to(real)


def _initialise(cluster: Cluster, programs: Binaries, account: Account | None) -> None:
    """initdb into a draft folder, renamed when whole: a kill -9 in between leaves nothing half-made behind."""
    home = cluster.home.resolve()
    for left in home.glob("draft-*"):
        shutil.rmtree(left)
    draft = Path(tempfile.mkdtemp(prefix="draft-", dir=home))
    _give(draft, account)
    password = draft / "password"
    password.touch(mode=0o600)
    password.write_text(cluster.password(), "ascii")
    _give(password, account)
    locale = ["--locale=C.UTF-8"]
    if programs.major >= 17:
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    command = [programs.program("initdb"), "-D", str(draft / "data"), "-U", ROLE, f"--pwfile={password}"]
    command += ["-A", "scram-sha-256", "-E", "UTF8", "--no-instructions", *locale]
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}
    made = subprocess.run(command, capture_output=True, text=True, cwd="/", env=environment, **run_as(account))
    password.unlink()
    if made.returncode != 0:
        raise RuntimeProblem(f"PostgreSQL could not make its data folder:\n{made.stderr.strip()}")
    with (draft / "data" / "postgresql.conf").open("a") as file:
        file.write("\ninclude 'callout.conf'\n")
    (draft / "data").rename(home / "data")
    draft.rmdir()


def _give(path: Path, account: Account | None) -> None:
    if account is not None:
        os.chown(path, account.uid, account.gid)
