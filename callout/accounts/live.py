"""Which live messages a person's open pages get."""

from __future__ import annotations

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponseBase, JsonResponse, StreamingHttpResponse

from callout.accounts.access import CASES_VIEW, DESK_USE, ORDERS_VIEW, signed_in
from callout.accounts.models import User
from callout.foundation import live_cursor
from callout.foundation.live import RESYNC, Message, hub, topics


class Interest:
    """The reach of one person, settled when the page opens its stream."""

    def __init__(self, user: User) -> None:
        self.user_id = user.pk
        self.scopes = (user.scope_for(ORDERS_VIEW), user.scope_for(CASES_VIEW))
        self.desk = user.may(DESK_USE)
        engineer = getattr(user, "engineer", None)
        self.engineer_id = engineer.pk if engineer else None
        self.team_id = engineer.outlet_id if engineer else None

    def wants(self, message: Message) -> bool:
        """True when the message is about something the person may see."""
        if message["type"] == "notice":
            return message.get("user") == self.user_id
        if message["type"].startswith("call."):
            return self.desk and message.get("agent") in (None, str(self.user_id))
        if self.engineer_id and message.get("engineer") == self.engineer_id:
            return True
        if message["type"] == "chat.team" and self.team_id and message.get("outlet") == self.team_id:
            return True
        return any(scope.covers(message.get("region"), message.get("outlet")) for scope in self.scopes)


@signed_in
async def live(request: HttpRequest) -> HttpResponseBase:
    """The stream of live messages for the signed-in person."""
    interest = await sync_to_async(Interest)(User.of(request))
    again = "Last-Event-ID" in request.headers
    since = "" if again else request.GET.get("since", "")
    response = StreamingHttpResponse(hub.stream(interest.wants, since), content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


@signed_in
def missed(request: HttpRequest) -> JsonResponse:
    """What the stream told since the page's cursor, for a page that hears it through another window."""
    interest = Interest(User.of(request))
    messages = live_cursor.missed(request.GET.get("since", ""))
    told = [RESYNC] if messages is None else [message for message in messages if interest.wants(message)]
    return JsonResponse([topic for message in told for topic in topics(message)], safe=False)
