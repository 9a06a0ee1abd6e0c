"""One web process: uvicorn on a socket that the supervisor opened. ``python -m callout.runtime.web --fd 5``."""

from __future__ import annotations

import argparse
import logging
import os
import socket

import uvicorn

from callout.config import env
from callout.runtime.memory import settle

log = logging.getLogger("callout.web")

GRACEFUL_SECONDS = 5  # live-update streams never end by themselves


class Server(uvicorn.Server):
    """Says when it really answers."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Load the URL table first, so that the first visitor does not wait for it."""
        from django.urls import get_resolver

        get_resolver().url_patterns  # noqa: B018 - reading it builds the table
        settle()
        await super().startup(sockets)
        log.info("Ready: %s", env.text("CALLOUT_BASE_URL"))


def main() -> None:
    """Serve until SIGTERM."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--fd", type=int, required=True)
    listener = socket.socket(fileno=parser.parse_args().fd)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "callout.config.settings")
    config = uvicorn.Config(
        "callout.config.asgi:application",
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=GRACEFUL_SECONDS,
    )
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)  # the supervisor tells of starts and stops
    Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
