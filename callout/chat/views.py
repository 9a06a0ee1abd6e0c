"""The chats of the office: on the case's page, and the teams' rooms."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views import View

from callout.accounts.access import CHAT_USE
from callout.accounts.models import User
from callout.chat import panels, rooms, selectors, services
from callout.chat.rooms import Room
from callout.foundation.errors import BusinessError
from callout.foundation.ui.toasts import notify


class InRoom(View):
    """What is done in the room of the address."""

    permission = CHAT_USE

    def room(self, user: User) -> Room:
        """The room, when the person may come in. Raises Http404 or NotFound."""
        if "number" in self.kwargs:
            return rooms.case_room(user, self.kwargs["number"])
        return rooms.team_room(user, self.kwargs["outlet_id"])


class Say(InRoom):
    """Write a message, with a picture or without."""

    def post(self, request: HttpRequest, **at: Any) -> HttpResponse:
        """The chat with the message, or 422 with why not."""
        user: Any = request.user
        room, status = _room_or_404(self, user), 200
        try:
            _say(user, room, request)
        except BusinessError as error:
            notify(request, str(error.message), level="error")
            status = error.status
        if not getattr(request, "htmx", False):
            return HttpResponseRedirect(panels.address(room))
        context = panels.context(user, room, keep=status != 200)
        return render(request, "chat/_panel.html", context, status=status)


def _say(user: User, room: Room, request: HttpRequest) -> None:
    text, given = request.POST.get("text", ""), request.FILES.get("picture")
    if given is None:
        services.say(actor=user, room=room, text=text)
    else:
        services.show(actor=user, room=room, text=text, data=given.read(services.MAX_PICTURE + 1))


class Read(InRoom):
    """What is on the screen has been read."""

    def post(self, request: HttpRequest, **at: Any) -> HttpResponse:
        """Nothing to show; others' pages draw the mark."""
        user: Any = request.user
        room = _room_or_404(self, user)
        last = selectors.messages_in(room).order_by("-at", "-id").first()
        if last:
            services.mark_read(actor=user, room=room, until=last.at)
        return HttpResponse(status=204)


class Rooms(View):
    """The person's teams and the cases he speaks about."""

    permission = CHAT_USE

    def get(self, request: HttpRequest) -> HttpResponse:
        """The list, the last spoken in first."""
        user: Any = request.user
        return render(request, "chat/rooms.html", {"lines": selectors.rooms_of(user)})


class Team(InRoom):
    """The chat of an outlet's team."""

    def get(self, request: HttpRequest, outlet_id: int) -> HttpResponse:
        """The page, or its chat for htmx."""
        user: Any = request.user
        room = _room_or_404(self, user)
        partial = getattr(request, "htmx", False) and request.htmx.target == "chat"  # type: ignore[attr-defined]
        context = panels.context(user, room, keep=True)
        return render(request, "chat/_panel.html" if partial else "chat/team.html", context)


def _room_or_404(view: InRoom, user: User) -> Room:
    try:
        return view.room(user)
    except BusinessError as error:
        raise Http404 from error
