"""The ``callout`` command."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from callout.runtime import commands
from callout.runtime.errors import RuntimeProblem

EPILOG = """\
Start here   callout run --demo, then open http://localhost:8000
Settings     callout settings (environment variables only)
Django       callout manage help
"""


# Django parses their arguments: argparse would mix up options it does not know.
PASSED_ON = {"manage": commands.manage, "demo": commands.demo, "plan": commands.plan, "simulate": commands.simulate}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0 done, 1 failed or not in order, 2 wrong use."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "callout.config.settings")
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))  # run the clean-up of what is open
    options = _options(list(sys.argv[1:] if arguments is None else arguments))
    try:
        return options.handler(options) or 0
    except RuntimeProblem as problem:
        sys.stderr.write(f"callout: {problem}\n")
        return 1
    except PermissionError as problem:
        sys.stderr.write(f"callout: {problem}. Run as the user who owns the data folder, or set CALLOUT_DATA.\n")
        return 1
    except KeyboardInterrupt:
        return 130


def _options(arguments: list[str]) -> argparse.Namespace:
    if arguments and arguments[0] in PASSED_ON:
        return argparse.Namespace(handler=PASSED_ON[arguments[0]], rest=arguments[1:])
    return parser().parse_args(arguments)


def parser() -> argparse.ArgumentParser:
    """All commands with their help."""
    top = argparse.ArgumentParser(
        prog="callout",
        description="Callout: from the customer's call to the measured result.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    group = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _serving(group)
    _data(group)
    _information(group)
    return top


def _command(
    group: argparse._SubParsersAction[argparse.ArgumentParser], name: str, handler: object, text: str
) -> argparse.ArgumentParser:
    command = group.add_parser(name, help=text, description=text)
    command.set_defaults(handler=handler)
    return command


def _serving(group: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    run = _command(group, "run", commands.run, "Start everything: data base, tables, web and worker. Ctrl-C stops it.")
    run.add_argument("--demo", action="store_true", help="demo data in an empty data base, demo accounts at sign-in")
    run.add_argument("--no-worker", action="store_true", help="web only; jobs wait for a worker elsewhere")
    web = _command(group, "web", commands.web, "Serve the site; tables must be there (callout migrate).")
    for command in (run, web):
        command.add_argument("--bind", metavar="HOST:PORT", help="instead of CALLOUT_BIND")
    _command(group, "worker", commands.worker, "Run background jobs. Start as many as you like.")


def _data(group: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    _command(group, "migrate", commands.migrate, "Create or update tables, translations and static files.")
    _command(group, "demo", commands.demo, "Fill an empty data base with made-up data.")
    _command(group, "plan", commands.plan, "Plan a day of a region anew: --region CODE --day DAY.")
    _command(
        group, "simulate", commands.simulate, "Play days by several ways of dispatching, in a data base of its own."
    )
    imports = _command(group, "import", commands.import_file, "Import a CSV or Excel file.")
    imports.add_argument("kind", choices=["cases"], help="what the rows are")
    imports.add_argument("file", type=Path)
    imports.add_argument("rest", nargs=argparse.REMAINDER, help="--mapping NAME or FILE, --dry-run")
    backup = _command(group, "backup", commands.backup, "Write data base, files and a manifest into one tar file.")
    backup.add_argument("file", type=Path)
    backup.add_argument("--with-secrets", action="store_true", help="also the keys; then guard the file like a key")
    restore = _command(group, "restore", commands.restore, "Bring a backup back into an empty data base.")
    restore.add_argument("file", type=Path)
    restore.add_argument("--force", action="store_true", help="replace what is in the data base and the files folder")


def _information(group: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    _command(group, "check", commands.check, "Check the installation and say what is not in order.")
    _command(group, "settings", commands.settings, "List every setting, its value and meaning.")
    _command(group, "shell", commands.shell, "Python prompt with Django ready.")
    _command(group, "manage", commands.manage, "Any Django management command.")


if __name__ == "__main__":
    sys.exit(main())
