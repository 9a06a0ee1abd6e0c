"""The call-back clerk at work."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from callout import testing
from callout.accounts.models import User
from callout.feedback.models import Callback
from callout.feedback.tests.conftest import Story, resolved


def visitor(user: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


@pytest.fixture
def call(story: Story) -> Callback:
    Callback.objects.update(due_at=timezone.now())
    return Callback.objects.get()


def test_the_list_holds_what_is_due_and_masks_the_number(story: Story, call: Callback) -> None:
    page = visitor(story.clerk).get("/callbacks/")
    assert [row.pk for row in page.context["rows"]] == [call.pk]
    assert "138****6207" in page.content.decode() and "13800006207" not in page.content.decode()


def test_a_longer_list_takes_no_more_queries(story: Story, call: Callback) -> None:
    client = visitor(story.clerk)
    with CaptureQueriesContext(connection) as few:
        client.get("/callbacks/")
    for _ in range(3):
        resolved(story.town)
    Callback.objects.update(due_at=timezone.now())
    with CaptureQueriesContext(connection) as many:
        page = client.get("/callbacks/")
    assert len(page.context["rows"]) == 4 and len(many) == len(few)


def test_the_page_says_whom_what_and_how_the_visit_went(story: Story, call: Callback) -> None:
    page = visitor(story.clerk).get(f"/callbacks/{call.pk}/").content.decode()
    for fact in (story.case.title, "周建国", "加氟", "138****6207", "Good day"):
        assert fact in page
    assert "13800006207" not in page


def test_an_answer_is_kept_and_leads_to_the_next_call(story: Story, call: Callback) -> None:
    other = resolved(story.town)
    Callback.objects.update(due_at=timezone.now())
    answer = visitor(story.clerk).post(
        f"/callbacks/{call.pk}/reached/", {"solved": "yes", "rating": "5", "comment": "good"}
    )
    assert answer["Location"] == f"/callbacks/{other.callbacks.get().pk}/"
    call.refresh_from_db()
    assert (call.state, call.rating, call.comment, story.again().state) == ("done", 5, "good", "closed")


def test_half_an_answer_stays_on_the_page(story: Story, call: Callback) -> None:
    answer = visitor(story.clerk).post(f"/callbacks/{call.pk}/reached/", {"rating": "5"})
    assert answer.status_code == 422 and "Ask whether it is solved." in answer.content.decode()
    assert story.again().state == "resolved"


def test_a_mystery_check_asks_about_conduct(story: Story, call: Callback) -> None:
    Callback.objects.update(kind="mystery")
    client = visitor(story.clerk)
    assert "Showed the staff card" in client.get(f"/callbacks/{call.pk}/").content.decode()
    client.post(f"/callbacks/{call.pk}/reached/", {"solved": "yes", "rating": "4", "answers": ["on_time", "clean"]})
    call.refresh_from_db()
    assert call.answers == {"on_time": True, "badge": False, "told_price": False, "clean": True}


def test_not_reached_comes_back_later(story: Story, call: Callback) -> None:
    assert visitor(story.clerk).post(f"/callbacks/{call.pk}/not-reached/")["Location"] == "/callbacks/"
    call.refresh_from_db()
    assert call.attempts == 1 and call.due_at > timezone.now()


def test_an_ended_call_cannot_be_answered_again(story: Story, call: Callback) -> None:
    client = visitor(story.clerk)
    client.post(f"/callbacks/{call.pk}/reached/", {"solved": "yes", "rating": "5"})
    assert client.post(f"/callbacks/{call.pk}/reached/", {"solved": "no", "rating": "1"}).status_code == 409
    assert story.again().state == "closed"


def test_other_regions_and_roles_stay_outside(story: Story, call: Callback) -> None:
    stranger = visitor(testing.user("callback_clerk", region=testing.town("宁波").region))
    assert not stranger.get("/callbacks/").context["rows"]
    assert stranger.get(f"/callbacks/{call.pk}/").status_code == 404
    assert stranger.post(f"/callbacks/{call.pk}/reached/", {"solved": "yes", "rating": "5"}).status_code == 404
    agent = visitor(testing.user("agent", region=story.town.region))
    assert agent.get(f"/callbacks/{call.pk}/").status_code == 200
    assert agent.post(f"/callbacks/{call.pk}/not-reached/").status_code == 403
