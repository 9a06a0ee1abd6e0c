"""Language, preferences and the permission gate."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils import translation

from callout.foundation import context

LANGUAGE_COOKIE = "callout_language"
# allauth guards its own pages; API operations are guarded one by one (accounts.api_access, walked by a test)
_OPEN_MODULES = ("allauth.account.", "allauth.mfa.", "django.views.static", "django.views.i18n", "ninja.")

GetResponse = Callable[[HttpRequest], HttpResponse]


def _known(language: str | None) -> str | None:
    return language if language in dict(settings.LANGUAGES) else None


class LanguageMiddleware:
    """Language from the cookie, else from the browser, else the deployment's."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in that language."""
        language = _known(request.COOKIES.get(LANGUAGE_COOKIE)) or self._from_browser(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.setdefault("Content-Language", language)
        return response

    def _from_browser(self, request: HttpRequest) -> str:
        accepted = request.headers.get("Accept-Language", "").lower()
        for item in accepted.split(","):
            tag = item.split(";")[0].strip()
            if tag.startswith("zh"):
                return "zh-hans"
            if tag.startswith("en"):
                return "en"
        return settings.LANGUAGE_CODE


class UserPreferencesMiddleware:
    """The signed-in person's own language wins; the audit trail learns who acts."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as that person."""
        user = request.user
        if not user.is_authenticated:
            return self.get_response(request)
        language = _known(request.COOKIES.get(LANGUAGE_COOKIE)) or _known(user.language) or translation.get_language()
        with context.acting(user.pk), translation.override(language):
            request.LANGUAGE_CODE = language
            return self.get_response(request)


class PermissionMiddleware:
    """Refuses every view that does not say who may use it, and everybody it does not name."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; the gate is ``process_view``."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Refuse, send to the sign-in page, or let pass (None)."""
        view = getattr(view, "view_class", getattr(view, "func", view))  # a class, or what a partial wraps
        if getattr(view, "public", None) or view.__module__.startswith(_OPEN_MODULES):
            return None
        if not request.user.is_authenticated:
            return self._to_login(request)
        wanted = getattr(view, "permission", None)
        if getattr(view, "signed_in", False) or (wanted and request.user.may(wanted)):
            return None
        raise PermissionDenied(wanted or "no permission declared")

    def _to_login(self, request: HttpRequest) -> HttpResponse:
        target = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': request.get_full_path()})}"
        if getattr(request, "htmx", False):
            return HttpResponse(status=204, headers={"HX-Redirect": target})
        return HttpResponseRedirect(target)
