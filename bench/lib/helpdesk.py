"""django-helpdesk as people install it: its own environment, two gunicorn workers, tickets by its REST API."""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen

from bench import load
from bench.lib import servers

PACKAGES = ("django-helpdesk", "gunicorn", "psycopg[binary]")
SETTINGS = """
import os
SECRET_KEY = "bench"
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
                  "django.contrib.sites",
    "django.contrib.messages", "django.contrib.staticfiles", "django.contrib.admin", "django.contrib.humanize",
    "rest_framework", "helpdesk"]
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware", "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware", "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware", "django.contrib.messages.middleware.MessageMiddleware"]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True, "OPTIONS": {
    "context_processors": ["django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages"]}}]
ROOT_URLCONF = "urls"
SITE_ID = 1
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": None,
                         **eval(os.environ["BENCH_DB"])}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
STATIC_URL = "/static/"
USE_TZ = True
HELPDESK_TEAMS_MODE_ENABLED = False
"""
URLS = """
from django.contrib import admin
from django.urls import include, path
urlpatterns = [path("admin/", admin.site.urls), path("", include("helpdesk.urls"))]
"""
FILL = """
import django; django.setup()
from django.contrib.auth import get_user_model
from django.contrib.sites.models import Site
from helpdesk.models import Queue
get_user_model().objects.create_superuser("bench", "bench@example.org", "bench")
Queue.objects.create(title="Bench", slug="bench", allow_public_submission=True)
"""


def available(cache: Path) -> str:
    """Install into ``cache`` on first use; "" or why it is not possible."""
    home = cache / "helpdesk"
    if (home / ".installed").exists():
        return ""
    try:
        servers.checked([sys.executable, "-m", "venv", str(home)], {})
        servers.checked([str(home / "bin/pip"), "install", "--quiet", *PACKAGES], {})
    except RuntimeError as error:
        return f"cannot be installed: {error}"
    (home / ".installed").touch()
    return ""


@contextmanager
def serving(
    cache: Path, folder: Path, database: dict[str, str]
) -> Iterator[tuple[int, Popen[bytes], Callable[[int], bytes]]]:
    """Port, process and how to make the n-th request. ``database``: NAME, USER, PASSWORD, HOST, PORT."""
    home = cache / "helpdesk"
    (folder / "settings.py").write_text(SETTINGS, "utf-8")
    (folder / "urls.py").write_text(URLS, "utf-8")
    env = {"DJANGO_SETTINGS_MODULE": "settings", "PYTHONPATH": str(folder), "BENCH_DB": repr(database)}
    python = str(home / "bin/python")
    for arguments in (["-m", "django", "migrate", "--verbosity", "0"], ["-c", FILL]):
        servers.checked([python, *arguments], env, folder)
    port = servers.free_port()
    command = [
        python, "-m", "gunicorn", "--workers", "2", "--bind", f"127.0.0.1:{port}",
        "django.core.wsgi:get_wsgi_application()",
    ]  # fmt: skip
    with servers.running(command, env, folder / "helpdesk.log", folder) as process:
        servers.wait_for(port, "/api/")
        yield port, process, lambda n: _request(port, n)


def _request(port: int, n: int) -> bytes:
    body = {
        "queue": 1, "title": f"空调不制冷 {n}", "description": "开机十分钟就不制冷", "submitter_email": "z@example.org",
        "priority": 3,
    }  # fmt: skip
    headers = {"Authorization": "Basic " + base64.b64encode(b"bench:bench").decode()}
    return load.post("/api/tickets/", json.dumps(body).encode(), host=f"127.0.0.1:{port}", headers=headers)
