"""Request Tracker 5 as Debian packages it: two starman workers, tickets by its REST 2 API with a token."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen

import psycopg

from bench import load
from bench.lib import servers

SETUP = "/usr/sbin/rt-setup-database-5"
PROGRAM = "/usr/share/request-tracker5/libexec/rt-server"
CONFIG = """
Set($rtname, 'bench');
Set($WebDomain, '127.0.0.1');
Set($WebPort, %(web_port)s);
Set($DatabaseType, 'Pg');
Set($DatabaseHost, '%(host)s');
Set($DatabaseRTHost, '%(host)s');
Set($DatabasePort, '%(port)s');
Set($DatabaseName, '%(dbname)s');
Set($DatabaseUser, '%(user)s');
Set($DatabasePassword, '%(password)s');
Set($MailCommand, 'testfile');
Set($LogToSyslog, undef);
Set($LogToSTDERR, 'error');
1;
"""
PERL = """
use lib '/usr/share/request-tracker5/lib';
use RT -init;
my $user = RT::User->new(RT->SystemUser);
$user->Load('root');
my $token = RT::AuthToken->new(RT->SystemUser);
my ($ok, $message, $secret) = $token->Create(Owner => $user->Id, Description => 'bench');
die $message unless $ok;
print $secret;
"""


def available() -> str:
    """ "" or why it cannot be measured."""
    if not Path(SETUP).exists() or not shutil.which("starman"):
        return "not installed (as root: apt-get install request-tracker5 rt5-db-postgresql starman)"
    return ""


@contextmanager
def serving(folder: Path, url: str) -> Iterator[tuple[int, Popen[bytes], Callable[[int], bytes]]]:
    """Port, process and how to make the n-th request, on an empty data base."""
    port = servers.free_port()
    known = psycopg.conninfo.conninfo_to_dict(url)
    fields = {name: str(known.get(name) or "") for name in ("host", "port", "dbname", "user", "password")}
    config = folder / "RT_SiteConfig.pm"
    config.write_text(CONFIG % {**fields, "web_port": port}, "utf-8")
    (folder / "conf.d").mkdir()
    env = {
        "RT_SITE_CONFIG": str(config),
        "RT_SITE_CONFIG_DIR": str(folder / "conf.d"),
        "PGPASSWORD": fields["password"],
    }
    setup = [SETUP, "--action", "init", "--skip-create", "--dba", fields["user"], "--dba-password", fields["password"]]
    servers.checked(setup, env)
    token = servers.checked(["perl", "-e", PERL], env).decode()
    command = ["starman", "--workers", "2", "--listen", f"127.0.0.1:{port}", "--preload-app", PROGRAM]
    with servers.running(command, env, folder / "rt.log", folder) as process:
        servers.wait_for(port, "/REST/2.0/rt")
        yield port, process, lambda n: _request(port, token, n)


def _request(port: int, token: str, n: int) -> bytes:
    body = {
        "Queue": "General", "Subject": f"空调不制冷 {n}", "Requestor": "z@example.org", "Content": "开机十分钟就不制冷",
        "ContentType": "text/plain",
    }  # fmt: skip
    headers = {"Authorization": f"token {token}"}
    return load.post("/REST/2.0/ticket", json.dumps(body).encode(), host=f"127.0.0.1:{port}", headers=headers)
