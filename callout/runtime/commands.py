"""What each ``callout`` command does. Django is imported only by those that need it."""

from __future__ import annotations

import argparse
import logging
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from callout.config import env
from callout.foundation.logs import JsonFormatter, TextFormatter
from callout.runtime import postgres
from callout.runtime.errors import RuntimeProblem
from callout.runtime.instance import listen, only_one
from callout.runtime.supervisor import Child, Supervisor


def run(options: argparse.Namespace) -> None:
    """Data base, preparation, then web and worker under one supervisor."""
    if options.demo:
        os.environ["CALLOUT_DEMO"] = "1"
    _set_bind(options)
    with only_one(env.data_folder(), "run"), listen(env.text("CALLOUT_BIND")) as listener, data_base():
        _prepare(["--demo"] if options.demo else [])
        children = _web_children(listener.fileno())
        if not options.no_worker:
            children.append(_worker_child())
        _supervise(children)


def web(options: argparse.Namespace) -> None:
    """Web processes under a supervisor."""
    _set_bind(options)
    with only_one(env.data_folder(), "web"), listen(env.text("CALLOUT_BIND")) as listener, data_base():
        _supervise(_web_children(listener.fileno()))


def worker(options: argparse.Namespace) -> None:
    """One worker under a supervisor."""
    with data_base():
        _supervise([_worker_child()])


def migrate(options: argparse.Namespace) -> None:
    """Everything that ``run`` does before serving."""
    with data_base():
        _prepare([])


def demo(options: argparse.Namespace) -> None:
    """The management command ``demo``, after the tables are there; asking for help makes none."""
    with data_base():
        if not {"-h", "--help"} & set(options.rest):
            _prepare([])
        _django("demo", *options.rest)


def plan(options: argparse.Namespace) -> None:
    """The management command ``plan``."""
    with data_base():
        _django("plan", *options.rest)


def simulate(options: argparse.Namespace) -> None:
    """The management command ``simulate``, in a data base that is made for it and dropped afterwards."""
    from callout.runtime import throw_away

    if {"-h", "--help"} & set(options.rest):
        _django("simulate", *options.rest)
        return
    with throw_away.data_base(env.data_folder() / "simulation") as url:
        os.environ["DATABASE_URL"] = url
        _django("simulate", *options.rest)


def import_file(options: argparse.Namespace) -> None:
    """The management command of the kind, such as ``import_cases``."""
    with data_base():
        _django(f"import_{options.kind}", str(options.file), *options.rest)


def backup(options: argparse.Namespace) -> None:
    """Write a backup."""
    from callout.runtime.backup import write

    with data_base() as url:
        write(options.file, url, env.data_folder(), with_secrets=options.with_secrets)
    sys.stdout.write(f"Written: {options.file}, {options.file.stat().st_size / 1e6:.1f} MB\n")
    if not options.with_secrets:
        sys.stdout.write("The keys are not in it: keep a copy of CALLOUT_DATA_KEY or secrets/callout_data_key.\n")


def restore(options: argparse.Namespace) -> None:
    """Bring a backup back."""
    from callout.runtime.restore import restore as bring_back

    with only_one(env.data_folder(), "run"), data_base() as url:
        bring_back(options.file, url, env.data_folder(), force=options.force)
    sys.stdout.write("Restored. callout run brings the tables up to this version.\n")


def check(options: argparse.Namespace) -> int:
    """Print one line a check; 1 when something is not in order."""
    from callout.runtime import checks

    with data_base() as url:
        return checks.report(checks.all_checks(url))


def settings(options: argparse.Namespace) -> None:
    """The documented environment variables as a table; secrets are not shown."""
    names = max(len(variable.name) for variable in env.ENVIRONMENT)
    for variable in env.ENVIRONMENT:
        value = env.text(variable.name)
        if variable.secret:
            value = "(set)" if value else "(not set)"
        origin = "*" if os.environ.get(variable.name) else " "
        sys.stdout.write(f"{origin} {variable.name:<{names}}  {value or '(empty)'}\n    {variable.help}\n")
    sys.stdout.write("* set in the environment; the others have their default\n")


def shell(options: argparse.Namespace) -> None:
    """Django's shell."""
    with data_base():
        _django("shell")


def manage(options: argparse.Namespace) -> None:
    """Django's own command line."""
    with data_base():
        _django(*options.rest)


@contextmanager
def data_base() -> Iterator[str]:
    """Address of the data base; the embedded one runs while this lasts."""
    if url := env.text("DATABASE_URL"):
        yield url
    else:
        with postgres.running(env.data_folder()) as url:
            yield url


def _django(*arguments: str) -> None:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["callout manage", *arguments])


def _prepare(arguments: list[str]) -> None:
    done = subprocess.run([sys.executable, "-m", "callout.runtime.prepare", *arguments])
    if done.returncode != 0:
        raise RuntimeProblem("The installation could not be prepared; the reason is above.")


def _set_bind(options: argparse.Namespace) -> None:
    """``--bind`` wins; links in messages follow the port unless the public address is set."""
    if options.bind:
        os.environ["CALLOUT_BIND"] = options.bind
    port = env.text("CALLOUT_BIND").rpartition(":")[2]
    os.environ.setdefault("CALLOUT_BASE_URL", f"http://localhost:{port}")


def _number(name: str) -> int:
    try:
        return int(env.text(name))
    except ValueError:
        raise RuntimeProblem(f"{name} must be a whole number, not {env.text(name)!r}.") from None


def _web_children(descriptor: int) -> list[Child]:
    command = (sys.executable, "-m", "callout.runtime.web", "--fd", str(descriptor))
    count = _number("CALLOUT_WEB_PROCESSES")
    return [Child(f"web {number + 1}", command, [descriptor]) for number in range(count)]


def _worker_child() -> Child:
    concurrency = _number("CALLOUT_WORKER_CONCURRENCY")
    return Child("worker", (sys.executable, "-m", "django", "worker", "--concurrency", str(concurrency)))


def _supervise(children: list[Child]) -> None:
    os.environ["TZ"] = env.text("CALLOUT_TIME_ZONE")  # as Django does in the children
    time.tzset()
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter() if env.text("CALLOUT_LOG_FORMAT") == "json" else TextFormatter())
    logging.basicConfig(level=env.text("CALLOUT_LOG_LEVEL"), handlers=[handler])
    Supervisor(children, None if env.text("DATABASE_URL") else _revive_data_base).run()


def _revive_data_base() -> None:
    """Start the embedded data base again after somebody killed it."""
    postgres.ensure_running(env.data_folder())
