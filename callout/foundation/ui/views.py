"""Views of the frame itself: navigation badges, palette, theme, language, the component page, the offline page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views import View
from django.views.generic import TemplateView

from callout.foundation.ui import navigation, preferences, search

LANGUAGE_COOKIE = "callout_language"
_BADGE_SECONDS = 10


class Badges(View):
    """Numbers beside the navigation's entries, as out-of-band swaps."""

    signed_in = True

    def get(self, request: HttpRequest) -> HttpResponse:
        """The fragment; kept for some seconds, since every page asks for it."""
        key = f"badges:{request.user.pk}:{get_language()}"
        badges = cache.get(key)
        if badges is None:
            badges = self._badges(request.user)
            cache.set(key, badges, _BADGE_SECONDS)
        return render(request, "components/nav_badges.html", {"badges": badges})

    def _badges(self, user: Any) -> list[tuple[str, navigation.Badge | None]]:
        return [(item.slug, item.badge(user)) for item in navigation.visible(user) if item.badge]


class Search(View):
    """The palette's results for ``q``."""

    signed_in = True

    def get(self, request: HttpRequest) -> HttpResponse:
        """The fragment; nothing under two characters."""
        text = request.GET.get("q", "").strip()[:60]
        found = search.find(request.user, text) if len(text) >= 2 else []
        return render(request, "components/palette_results.html", {"found": found, "text": text})


class Theme(View):
    """Keeps the person's theme."""

    signed_in = True

    def post(self, request: HttpRequest) -> HttpResponse:
        """204, or 400 for an unknown theme."""
        wanted = request.POST.get("theme", "")
        if wanted not in {"auto", "light", "dark"}:
            return HttpResponse(status=400)
        preferences.choose(actor=request.user, field="theme", value=wanted)
        return HttpResponse(status=204)


class Language(View):
    """Changes the language and goes back."""

    public = "the sign-in page and public pages have a language switch"

    def post(self, request: HttpRequest) -> HttpResponse:
        """Sets the cookie, and the person's own language when signed in."""
        response = HttpResponseRedirect(self._back(request))
        wanted = request.POST.get("language", "")
        if wanted in dict(settings.LANGUAGES):
            if request.user.is_authenticated:
                preferences.choose(actor=request.user, field="language", value=wanted)
            response.set_cookie(
                LANGUAGE_COOKIE,
                wanted,
                max_age=31_536_000,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
            )
        return response

    def _back(self, request: HttpRequest) -> str:
        target = request.POST.get("next", "")
        safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
        return target if safe else reverse("account_login")


class Offline(TemplateView):
    """Shown by the service worker when there is no connection."""

    public = "holds no data; cached for use without a connection"
    template_name = "errors/offline.html"


class Components(TemplateView):
    """The living reference of every component."""

    permission = "system.view"
    template_name = "components/reference.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Example values, all made here."""
        from callout.foundation.ui.reference import examples

        return {**super().get_context_data(**kwargs), **examples()}
