"""Error pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return _refused(request, "errors/400.html", 400, "bad_request")


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return _refused(request, "errors/403.html", 403, "not_allowed")


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return _refused(request, "errors/404.html", 404, "not_found")


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a static page that needs neither data base nor session."""
    return render(None, "errors/500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token is missing or old."""
    return _refused(request, "errors/csrf.html", 403, "csrf_failed")


def _refused(request: HttpRequest, template: str, status: int, code: str) -> HttpResponse:
    """A page that says the stable code to people, with the same in a header for programs."""
    response = render(request, template, {"code": code}, status=status)
    response["X-Error-Code"] = code
    return response
