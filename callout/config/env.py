"""Every setting that a deployment may change, read from the environment and documented in one list.

``ENVIRONMENT`` is the single source: the admin guide's table and ``callout check`` are made from it.
"""

from __future__ import annotations

import os
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path
from secrets import token_bytes

from callout.runtime.secret_files import made_once


@dataclass(frozen=True, slots=True)
class Variable:
    """One environment variable: its name, default (text) and meaning."""

    name: str
    default: str
    help: str
    secret: bool = False


ENVIRONMENT: tuple[Variable, ...] = (
    Variable("CALLOUT_DATA", "var", "Folder for the embedded data base, uploads, backups and generated secrets."),
    Variable(
        "DATABASE_URL", "", "postgresql://… of your own PostgreSQL ≥ 15. Unset: the embedded one under CALLOUT_DATA."
    ),
    Variable("CALLOUT_SECRET_KEY", "", "Signs sessions and links. Unset: made once under CALLOUT_DATA.", secret=True),
    Variable(
        "CALLOUT_DATA_KEY",
        "",
        "Base64 of 32 bytes; encrypts personal data. Unset: made once under CALLOUT_DATA. Keep a copy.",
        secret=True,
    ),
    Variable("CALLOUT_DEBUG", "0", "1 shows tracebacks in the browser. Never in production."),
    Variable("CALLOUT_HOSTS", "localhost,127.0.0.1,[::1]", "Host names the site answers to, comma separated."),
    Variable("CALLOUT_BASE_URL", "http://localhost:8000", "Public address used in messages, links and webhooks."),
    Variable("CALLOUT_HTTPS", "0", "1 when the public address is https: secure cookies and HSTS."),
    Variable("CALLOUT_BIND", "127.0.0.1:8000", "Address and port of the web process."),
    Variable("CALLOUT_WEB_PROCESSES", "2", "Web processes started by callout run and callout web."),
    Variable("CALLOUT_WORKER_CONCURRENCY", "4", "Quick jobs at a time in a worker; a long one (plan, import) beside."),
    Variable("CALLOUT_TIME_ZONE", "Asia/Shanghai", "Time zone of screens, documents and business calendars."),
    Variable("CALLOUT_LANGUAGE", "zh-hans", "Language for people who have not chosen one: zh-hans or en."),
    Variable("CALLOUT_DEMO", "0", "1 shows the demo accounts on the sign-in page. callout run --demo sets it."),
    Variable("CALLOUT_SMS_PROVIDER", "console", "Where text messages go: console (message log only) or http."),
    Variable("CALLOUT_SMS_HTTP_URL", "", "Address of the HTTP text-message gateway."),
    Variable("CALLOUT_SMS_HTTP_TOKEN", "", "Bearer token of the HTTP text-message gateway.", secret=True),
    Variable(
        "CALLOUT_SMS_RECEIPT_SECRET",
        "",
        "Key that signs the gateway's delivery receipts. Unset: made once.",
        secret=True,
    ),
    Variable(
        "CALLOUT_PUSH_KEY",
        "",
        "Base64 of 32 bytes; signs push messages. Unset: made once. Changing it ends every subscription.",
        secret=True,
    ),
    Variable("CALLOUT_PUSH_CONTACT", "", "mailto: or https: address for push services. Unset: CALLOUT_BASE_URL."),
    Variable("CALLOUT_PUSH_HOSTS", "", "Further push services phones may name, host names, comma separated."),
    Variable("CALLOUT_CALLBACK_SHARE", "100", "Per cent of resolved cases that the call-back clerk calls."),
    Variable("CALLOUT_MYSTERY_SHARE", "2", "Per cent of resolved cases checked as mystery customer instead."),
    Variable("CALLOUT_SILENT_DAYS", "7", "Days after which a resolved case closes without the customer's word."),
    Variable(
        "CALLOUT_SIGNING_CERTIFICATE",
        "",
        "PEM file of the certificate that signs documents. Unset: self-signed, made once.",
    ),
    Variable("CALLOUT_SIGNING_KEY", "", "PEM file of its private key. Unset: it stands in the certificate's file."),
    Variable(
        "CALLOUT_TELEPHONY_SECRET",
        "",
        "Key that signs call webhooks from the telephone system. Unset: made once.",
        secret=True,
    ),
    Variable("CALLOUT_API_RATE", "50", "API requests a second for each token and web process; 0: no limit."),
    Variable("CALLOUT_ROUTING_URL", "", "Address of a routing engine. Unset: ways are reckoned by air with a detour."),
    Variable("CALLOUT_ROUTING_ENGINE", "osrm", "Which routing engine answers there: osrm or valhalla."),
    Variable("CALLOUT_MAP_TILES", "", "Address of map tiles with {z}, {x} and {y}. Unset: maps are drawn without any."),
    Variable("CALLOUT_MAP_ATTRIBUTION", "", "Whom the map credits for its tiles."),
    Variable("CALLOUT_WEBHOOKS_PRIVATE", "0", "1 allows webhooks to private and loopback addresses."),
    Variable("CALLOUT_LOG_FORMAT", "json", "json or text."),
    Variable("CALLOUT_LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR."),
    Variable("CALLOUT_METRICS_TOKEN", "", "Bearer token for /metrics. Unset: only from this machine.", secret=True),
)

_DEFAULTS = {variable.name: variable.default for variable in ENVIRONMENT}


def text(name: str) -> str:
    """The value of a documented variable; KeyError for an undocumented name."""
    return os.environ.get(name) or _DEFAULTS[name]


def flag(name: str) -> bool:
    """True for 1, true, yes or on."""
    return text(name).strip().lower() in {"1", "true", "yes", "on"}


def listing(name: str) -> list[str]:
    """Comma-separated value as a list without blanks."""
    return [item.strip() for item in text(name).split(",") if item.strip()]


def data_folder() -> Path:
    """Absolute folder of everything that a backup must hold besides the data base."""
    return Path(text("CALLOUT_DATA")).resolve()


def secret(name: str, *, make: bool = True) -> str:
    """A secret from the environment, or one made once and kept (mode 600) under the data folder."""
    if value := text(name):
        return value
    if not make:
        return ""
    return made_once(data_folder() / "secrets" / name.lower(), lambda: b64encode(token_bytes(32)).decode("ascii"))
