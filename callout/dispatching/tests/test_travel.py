"""Ways come from a routing engine when one is configured: asked in the background, kept, and never waited for."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from callout import testing
from callout.dispatching import routing
from callout.dispatching.models import TravelTime
from callout.foundation.geo import Point
from callout.workorders.intake import Request, take_request
from callout.workorders.models import WorkOrder

pytestmark = pytest.mark.django_db


class Engine(BaseHTTPRequestHandler):
    """Answers as OSRM and Valhalla do: six minutes and four kilometres from the first origin, one more from each next;
    no road from the last when there are more than two.
    """

    asked: list[str] = []

    def do_GET(self) -> None:
        """OSRM's table."""
        type(self).asked.append(self.path)
        count = self.path.split("sources=")[1].split("&")[0].count(";") + 1
        rows: list[float | None] = [360.0 + 60 * n for n in range(count)]
        if count > 2:
            rows[-1] = None
        self._send({"durations": [[row] for row in rows], "distances": [[4000.0 + 1000 * n] for n in range(count)]})

    def do_POST(self) -> None:
        """Valhalla's matrix."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        type(self).asked.append(self.path)
        rows = [[{"time": 360 + 60 * n, "distance": 4.0 + n}] for n in range(len(body["sources"]))]
        self._send({"sources_to_targets": rows})

    def _send(self, answer: Any) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, *args: Any) -> None:
        """Quiet."""


@pytest.fixture
def engine() -> Iterator[str]:
    Engine.asked = []
    server = HTTPServer(("127.0.0.1", 0), Engine)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def take(town: testing.Town) -> WorkOrder:
    request = Request(
        customer=town.customer, channel="phone", service_type=town.repair, description="不制冷", asset=town.asset
    )
    order = take_request(actor=None, request=request).work_orders.get()
    testing.run_jobs()
    return WorkOrder.objects.get(pk=order.pk)


PLACES = [Point(120.1, 30.2), Point(120.2, 30.3), Point(120.3, 30.4)]


def test_both_engines_answer_minutes_and_kilometres(engine: str) -> None:
    assert routing.osrm(engine, PLACES[:2], PLACES[2]) == [(6.0, 4.0), (7.0, 5.0)]
    assert routing.osrm(engine, PLACES, PLACES[0])[2] is None
    assert routing.valhalla(engine, PLACES[:2], PLACES[2]) == [(6.0, 4.0), (7.0, 5.0)]
    assert "/table/v1/driving/120.100000,30.200000;120.200000,30.300000;120.300000,30.400000" in Engine.asked[0]


def test_the_first_order_is_reckoned_by_air_and_the_next_by_road(engine: str, settings: Any) -> None:
    settings.ROUTING_URL, settings.ROUTING_ENGINE = engine, "osrm"
    town = testing.town()
    town.engineer("周建国", east_km=3)
    first = take(town)
    assert first.bookings.get().travel_km != 4.0, "nobody waited for the engine"
    row = TravelTime.objects.get()
    assert (row.minutes, row.km, row.source) == (6.0, 4.0, "osrm")
    first.bookings.update(state="cancelled")
    second = take(town)
    booking = second.bookings.get()
    assert (booking.travel_minutes, booking.travel_km) == (6, 4.0)
    assert len(Engine.asked) == 1, "what is kept is not asked again"


def test_an_engine_that_is_down_stops_nothing(settings: Any) -> None:
    settings.ROUTING_URL, settings.ROUTING_ENGINE = "http://127.0.0.1:9", "valhalla"
    town = testing.town()
    town.engineer()
    order = take(town)
    assert order.bookings.get().travel_km > 0
    assert not TravelTime.objects.exists()
