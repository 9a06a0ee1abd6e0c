"""An engineer with a visit, and an agent at the desk."""

from __future__ import annotations

import pytest

from callout import testing
from callout.accounts.models import User
from callout.field.tests.conftest import visit_for
from callout.workorders.models import Booking


@pytest.fixture
def town() -> testing.Town:
    return testing.town()


@pytest.fixture
def visit(town: testing.Town) -> Booking:
    return visit_for(town, town.engineer("陈志远"))


@pytest.fixture
def agent(town: testing.Town) -> User:
    return testing.user("agent", region=town.region, name="沈悦")
