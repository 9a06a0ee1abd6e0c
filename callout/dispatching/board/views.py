"""The board's addresses: the plan, what-if questions, moves, drafts, presence and the past."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from callout.accounts.access import DISPATCH_POLICY, ORDERS_DISPATCH
from callout.dispatching import manual, policies
from callout.dispatching.board import drafts, fitting, presence, reach, replay, whatif
from callout.dispatching.board.draft_out import draft_out
from callout.dispatching.board.http import (
    Asked,
    BoardView,
    Fill,
    Held,
    Lock,
    OpenDraft,
    Place,
    Question,
    Reoptimise,
    TakeBack,
    answer,
)
from callout.dispatching.board.models import Draft
from callout.dispatching.board.publish import publish
from callout.dispatching.board.read import Frame, read_board, read_frame, seconds, written
from callout.dispatching.board.whatif import Subject
from callout.dispatching.day import Where, find_place
from callout.foundation.errors import InvalidInput, NotFound
from callout.foundation.middleware import policy_with_images
from callout.workforce.selectors import visible_regions
from callout.workorders import bookings
from callout.workorders.models import Booking, WorkOrder


class BoardPage(BoardView):
    """The page; its programme asks for everything else."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The frame of the board with the places one may choose."""
        regions, outlets, where = find_place(self.user, request.GET.get("where", ""))
        places = {
            "regions": [(f"r{region.pk}", str(region)) for region in regions],
            "outlets": [(f"o{outlet.pk}", str(outlet)) for outlet in outlets],
            "where": where.key,
            "optimiser": self._optimiser(where),
            "tiles": {"url": settings.MAP_TILES, "credit": settings.MAP_ATTRIBUTION},
        }
        page = render(request, "dispatching/board.html", {"places": places, "base": reverse("dispatching:day")})
        if settings.MAP_TILES:
            page["Content-Security-Policy"] = policy_with_images(settings.MAP_TILES)
        return page

    def _optimiser(self, where: Where) -> dict[str, Any] | None:
        """The region's choice and whether the person may change it; None without a region."""
        if where.region is None:
            return None
        scope = self.user.scope_for(DISPATCH_POLICY) if self.user.may(DISPATCH_POLICY) else None
        mode = policies.policy_for(where.region.pk).reoptimise
        may = bool(scope and scope.covers(where.region.pk, None))
        return {"region": where.region.pk, "mode": mode, "may": may}


class Data(BoardView):
    """The plan of some days."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The board; 304 when nothing has changed since the version in If-None-Match."""
        board = read_board(self.user, self.frame())
        asked = request.GET.get("draft", "")
        if asked.isascii() and asked.isdigit() and len(asked) < 16:
            board["draft"] = draft_out(reach.draft_of(self.user, int(asked)))
        text, version = written(board)
        if request.headers.get("If-None-Match") == f'"{version}"':
            return HttpResponseNotModified()
        return HttpResponse(text, content_type="application/json", headers={"ETag": f'"{version}"'})

    def frame(self) -> Frame:
        """What the address asks for."""
        get = self.request.GET
        _regions, outlets, where = find_place(self.user, get.get("where", ""))
        return read_frame(self.user, where, outlets, get.get("day", ""), get.get("days", "1"))


class Replay(Data):
    """How the days came about: what happened to each booking, and when."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Stamps and moves in the order of time."""
        return answer(replay.read_history(self.user, self.frame()))


class _Ordered(BoardView):
    """Base of views about one order."""

    def subject(self, order: int, draft: int | None) -> Subject:
        """The order with its booking, in a draft or not."""
        found = reach.order_of(self.user, order)
        return Subject(
            found,
            found.bookings.active().filter(helper=False).first(),
            reach.draft_of(self.user, draft) if draft else None,
        )


class Check(_Ordered):
    """What this very place would cost."""

    def get(self, request: HttpRequest, order: int) -> HttpResponse:
        """Rules and cost of the order at an engineer and time."""
        reach.order_of(self.user, order)
        question = self.query(Question)
        place = Place(engineer=question.engineer, starts=question.starts, minutes=question.minutes)
        subject = self.subject(order, question.draft)
        return answer(whatif.verdict(subject, reach.engineer_of(self.user, place.engineer).pk, place.at, place.length))


class Order(_Ordered):
    """What the panel shows of an order."""

    def get(self, request: HttpRequest, order: int) -> HttpResponse:
        """Facts, the reasons of the kept decision and, with ``offers``, who could take it now."""
        subject = self.subject(order, None)
        found: dict[str, Any] = {
            **whatif.facts(self.user, subject.order),
            "url": reverse("workorders:detail", args=[subject.order.number]),
            "why": whatif.reasons(subject.order),
        }
        if "offers" in request.GET:
            found["offers"] = whatif.offers(subject)
        return answer(found)


class WhoFits(BoardView):
    """Who fits which waiting order now."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The best place of each asked order that the person dispatches."""
        asked = self.query(Asked)
        rows = WorkOrder.objects.visible_to(self.user).filter(self.user.scope_for(ORDERS_DISPATCH).q())
        found = rows.select_related("site").filter(pk__in=asked.ids, state=WorkOrder.State.UNSCHEDULED)
        return answer(fitting.who_fits(list(found)))


class Optimiser(BoardView):
    """What happens with better plans that the machine finds in a region."""

    permission = DISPATCH_POLICY

    def post(self, request: HttpRequest) -> HttpResponse:
        """Off, ask first, or apply at once; the region's policy keeps it."""
        body = self.body(Reoptimise)
        found = visible_regions(self.user, DISPATCH_POLICY).filter(pk=body.region).first()
        if found is None:
            raise NotFound("not_found", _("There is no such thing here."))
        row = policies.save_policy(actor=self.user, region=found, given={"reoptimise": body.mode})
        return answer({"mode": row.reoptimise})


class Assign(BoardView):
    """Book a waiting order."""

    def post(self, request: HttpRequest, order: int) -> HttpResponse:
        """Book it at the place."""
        found, place = reach.order_of(self.user, order), self.body(Place)
        engineer = reach.engineer_of(self.user, place.engineer)
        booking = manual.assign(
            actor=self.user, order_id=found.pk, engineer_id=engineer.pk, starts_at=place.at, length=place.length
        )
        return answer(booked(booking), 201)


class Move(BoardView):
    """Another engineer, time or length for a booking."""

    def post(self, request: HttpRequest, booking: int) -> HttpResponse:
        """Move it to the place."""
        found, place = reach.booking_of(self.user, booking), self.body(Place)
        engineer = reach.engineer_of(self.user, place.engineer)
        moved = manual.reassign(
            actor=self.user, booking_id=found.pk, engineer_id=engineer.pk, starts_at=place.at, length=place.length,
            version=place.version,
        )  # fmt: skip
        return answer(booked(moved))


class Free(BoardView):
    """Take an order from its engineer; it waits for the dispatcher."""

    def post(self, request: HttpRequest, booking: int) -> HttpResponse:
        """Free the order."""
        found, body = reach.booking_of(self.user, booking), self.body(TakeBack)
        freed = manual.take_back(
            actor=self.user, booking_id=found.pk, reason=body.reason, replan=False, version=body.version
        )
        return answer(booked(freed))


class SetLock(BoardView):
    """Fix a booking for people and machine, or set it free."""

    def post(self, request: HttpRequest, booking: int) -> HttpResponse:
        """Lock or unlock."""
        found, body = reach.booking_of(self.user, booking), self.body(Lock)
        return answer(
            booked(
                bookings.set_locked(actor=self.user, booking_id=found.pk, locked_now=body.locked, version=body.version)
            )
        )


def booked(booking: Booking) -> dict[str, Any]:
    """What the browser needs to go on, and to go back."""
    return {
        "id": booking.pk, "order": booking.work_order_id, "engineer": booking.engineer_id,
        "starts": seconds(booking.starts_at), "ends": seconds(booking.ends_at), "version": booking.version,
        "locked": booking.locked, "state": booking.state,
    }  # fmt: skip


class Drafts(BoardView):
    """Begin a draft."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """A draft of the days and the place shown."""
        body = self.body(OpenDraft)
        _regions, outlets, where = find_place(self.user, body.where)
        frame = read_frame(self.user, where, outlets, body.day, str(body.days))
        if where.region is None or where.key != body.where:
            raise InvalidInput("place_unknown", _("Choose a region or an outlet."))
        draft = drafts.open_draft(
            actor=self.user, region_id=where.region.pk, outlet_id=where.outlet.pk if where.outlet else None,
            first_day=frame.first, days=body.days, title=body.title,
        )  # fmt: skip
        return answer(draft_out(draft), 201)


class DraftOrder(BoardView):
    """One order in a draft: place it (PUT), take it from its engineer (POST), leave it as published (DELETE)."""

    def _answer(self, draft: int) -> HttpResponse:
        return answer(draft_out(Draft.objects.select_related("made_by").get(pk=draft)))

    def _reach(self, draft: int, order: int) -> None:
        reach.draft_of(self.user, draft)
        reach.order_of(self.user, order)

    def put(self, request: HttpRequest, draft: int, order: int) -> HttpResponse:
        """Place it."""
        self._reach(draft, order)
        place = self.body(Place)
        engineer = reach.engineer_of(self.user, place.engineer)
        drafts.put(
            actor=self.user,
            draft_id=draft,
            order_id=order,
            engineer_id=engineer.pk,
            starts_at=place.at,
            length=place.length,
        )
        return self._answer(draft)

    def post(self, request: HttpRequest, draft: int, order: int) -> HttpResponse:
        """Nobody has it in the draft."""
        self._reach(draft, order)
        drafts.unassign(actor=self.user, draft_id=draft, order_id=order)
        return self._answer(draft)

    def delete(self, request: HttpRequest, draft: int, order: int) -> HttpResponse:
        """As published."""
        self._reach(draft, order)
        drafts.take_out(actor=self.user, draft_id=draft, order_id=order)
        return self._answer(draft)


class FillDraft(BoardView):
    """Let the machine place waiting orders in a draft."""

    def post(self, request: HttpRequest, draft: int) -> HttpResponse:
        """Each at the best place the draft still has; nothing is published."""
        found, body = reach.draft_of(self.user, draft), self.body(Fill)
        orders = [reach.order_of(self.user, pk).pk for pk in body.orders]
        filled = whatif.fill(actor=self.user, draft_id=found.pk, order_ids=orders)
        return answer(draft_out(filled))


class Publish(BoardView):
    """Carry a draft out."""

    def post(self, request: HttpRequest, draft: int) -> HttpResponse:
        """How many moves were done, and which were refused and why."""
        outcome = publish(actor=self.user, draft_id=reach.draft_of(self.user, draft).pk)
        refused = [
            {"order": move.work_order_id, "title": move.work_order.title, "why": move.refused}
            for move in outcome.refused
        ]
        return answer({"done": len(outcome.done), "refused": refused})


class Discard(BoardView):
    """Throw a draft away."""

    def post(self, request: HttpRequest, draft: int) -> HttpResponse:
        """It stays on record."""
        drafts.discard(actor=self.user, draft_id=reach.draft_of(self.user, draft).pk)
        return answer({})


class People(BoardView):
    """Who else is here."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The others on the region's board."""
        _regions, _outlets, where = find_place(self.user, request.GET.get("where", ""))
        return answer(presence.others(self.user, where.region.pk) if where.region else [])

    def post(self, request: HttpRequest) -> HttpResponse:
        """I am here and hold this."""
        body = self.body(Held)
        _regions, _outlets, where = find_place(self.user, body.where)
        order = reach.order_of(self.user, body.order) if body.order else None
        if where.region:
            outlet_id = where.outlet.pk if where.outlet else None
            presence.tell(self.user, region_id=where.region.pk, outlet_id=outlet_id, order=order)
        return answer({})

    def delete(self, request: HttpRequest) -> HttpResponse:
        """I am gone."""
        presence.leave(self.user)
        return answer({})
