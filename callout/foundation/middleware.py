"""Request context, time of answer and security headers."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse

from callout.foundation import context, metrics

log = logging.getLogger("callout.request")

_REQUEST_ID = re.compile(r"^[A-Za-z0-9-]{8,40}$")

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self' 'wasm-unsafe-eval'; "
    "connect-src 'self'; font-src 'self'; worker-src 'self'; manifest-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def policy_with_images(url: str) -> str:
    """The content security policy of a page that also shows pictures from another site, for example map tiles."""
    parts = urlsplit(url)
    origin = f"{parts.scheme}://{parts.netloc}" if parts.netloc and not set(parts.netloc) & set(" ;,'\"") else ""
    return CONTENT_SECURITY_POLICY.replace("img-src 'self'", f"img-src 'self' {origin}".rstrip())


class RequestContextMiddleware:
    """Gives each request an id (taken over from the proxy when well-formed), measures and logs it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        offered = request.headers.get("X-Request-ID", "")
        request_id = offered if _REQUEST_ID.match(offered) else uuid.uuid4().hex[:16]
        token = context.request_id.set(request_id)
        began = time.perf_counter()
        try:
            response = self.get_response(request)
        finally:
            context.request_id.reset(token)
        took = time.perf_counter() - began
        response["X-Request-ID"] = request_id
        route = request.resolver_match.route if request.resolver_match else "(none)"
        metrics.requests.labels(request.method, route, response.status_code).observe(took)
        if not request.path.startswith("/static/"):
            log.info(
                "%s %s %s",
                request.method,
                request.path,
                response.status_code,
                extra={
                    "request": request_id,
                    "ms": round(took * 1000, 1),
                    "user": getattr(getattr(request, "user", None), "pk", None),
                },
            )
        return response


class SecurityHeadersMiddleware:
    """Content security policy and the browser features the product uses."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        response = self.get_response(request)
        response.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.setdefault("Permissions-Policy", "camera=(self), geolocation=(self), microphone=(self)")
        response.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        return response
