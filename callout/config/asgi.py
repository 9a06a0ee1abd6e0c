"""ASGI entry: ``uvicorn callout.config.asgi:application``; ``callout web`` starts it under a supervisor."""

from __future__ import annotations

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "callout.config.settings")

application = get_asgi_application()
