"""The network in memory is read again when it changed, and only then."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest
from django.db import connection

from callout import testing
from callout.dispatching.network import LOOK_SECONDS, Network, network
from callout.foundation import cache
from callout.workforce.models import EngineerSkill

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[], Network]:
    """The network at the next look, with all counts of changes told."""
    ticks = count(step=LOOK_SECONDS + 1)
    clock = {"now": 0.0}
    monkeypatch.setattr(cache, "seconds_now", lambda: clock["now"])

    def look() -> Network:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_force_next_flush()")
        clock["now"] = float(next(ticks))
        return network()

    return look


def test_the_network_is_read_again_when_it_changed(later: Callable[[], Network]) -> None:
    engineer = testing.town().engineer()
    first = later()
    assert later() is first
    EngineerSkill.objects.filter(engineer=engineer).update(level=5)
    second = later()
    assert second is not first
    assert {level for level, _ in _only(second).values()} == {5}
    assert later() is second


def test_an_engineer_who_may_no_longer_sign_in_leaves_it(later: Callable[[], Network]) -> None:
    engineer = testing.town().engineer()
    assert _only(later())
    engineer.user.is_active = False
    engineer.user.save(update_fields=["is_active"])
    assert not [each for outlet in later().outlets for each in outlet.engineers]


def _only(known: Network) -> dict[int, tuple[int, object]]:
    (engineer,) = [each for outlet in known.outlets for each in outlet.engineers]
    return dict(engineer.skills)
