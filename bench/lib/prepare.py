"""Migrates and fills the data base of the environment: ``python -m bench.lib.prepare ENGINEERS CUSTOMERS``."""

from __future__ import annotations

import json
import sys


def main() -> None:
    """Print the token and the devices that the load refers to, as JSON."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction

    call_command("migrate", verbosity=0, interactive=False)
    from bench.lib.network import build, caller

    with transaction.atomic():
        assets = build(int(sys.argv[1]), int(sys.argv[2]))
        secret = caller()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    sys.stdout.write(json.dumps({"secret": secret, "assets": assets}) + "\n")


if __name__ == "__main__":
    main()
