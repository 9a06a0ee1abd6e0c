"""The shell of the field app, its service worker and its manifest. They hold no data, so anybody may load them."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET

from callout.accounts.access import public

ENTRY = "src/field/main.tsx"
NO_DATA = "holds no data; the API checks the device's token"


class NotBuilt(RuntimeError):
    """The front end was not built."""


def built(name: str) -> Path:
    """A file of the front-end build. Raises NotBuilt."""
    found = finders.find(f"build/{name}")
    if not isinstance(found, str):
        raise NotBuilt("The field app is not built. Run: npm ci && npm run build in frontend/.")
    return Path(found)


@lru_cache(maxsize=4)
def _manifest_of(path: Path, changed: int) -> dict[str, Any]:
    return json.loads(path.read_text())


def entry() -> dict[str, list[str]]:
    """Static addresses of the app's script and styles, by the build's manifest."""
    path = built("manifest.json")
    chunk = _manifest_of(path, path.stat().st_mtime_ns)[ENTRY]
    return {
        "scripts": [f"/static/build/{chunk['file']}"],
        "styles": [f"/static/build/{css}" for css in chunk.get("css", [])],
    }


@require_GET
@public(NO_DATA)
@ensure_csrf_cookie
def shell(request: HttpRequest, path: str) -> HttpResponse:
    """The one page of the app, for every address under it."""
    try:
        return render(request, "field/shell.html", entry())
    except NotBuilt as error:
        return HttpResponse(str(error), status=503, content_type="text/plain; charset=utf-8")


@require_GET
@public(NO_DATA)
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker that makes the app start without a network. Always checked for a newer one."""
    try:
        script = built("field-sw.js").read_text()
    except NotBuilt as error:
        return HttpResponse(str(error), status=503, content_type="text/plain; charset=utf-8")
    response = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    response["Service-Worker-Allowed"] = "/field/"
    response["Cache-Control"] = "no-cache"
    return response


@require_GET
@public(NO_DATA)
def manifest(request: HttpRequest) -> JsonResponse:
    """What a phone needs to install the app."""
    icons = [
        {"src": static(f"field/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size in (192, 512)
        for purpose in ("any", "maskable")
    ]
    content = {
        "id": "/field/",
        "name": _("Callout field"),
        "short_name": _("Callout"),
        "start_url": "/field/",
        "scope": "/field/",
        "display": "standalone",
        "orientation": "any",
        "background_color": "#f6f8fb",
        "theme_color": "#f6f8fb",
        "lang": request.LANGUAGE_CODE,
        "icons": icons,
    }
    return JsonResponse(content, content_type="application/manifest+json")
