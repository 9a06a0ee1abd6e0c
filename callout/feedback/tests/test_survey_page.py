"""The page behind the survey link."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from callout import testing
from callout.feedback.models import Survey
from callout.feedback.tests.conftest import Story


@pytest.fixture
def address(story: Story) -> str:
    return f"/s/{Survey.objects.get().token}/"


def test_an_answer_closes_the_case_and_says_what_is_next(story: Story, address: str) -> None:
    client = Client(headers={"accept-language": "en"})
    assert "Did it help?" in client.get(address).content.decode()
    answer = client.post(address, {"solved": "yes", "rating": "5", "comment": "on time"}, follow=True)
    assert "The case is closed" in answer.content.decode()
    assert story.again().state == "closed"


def test_not_solved_says_that_we_come_again(story: Story, address: str) -> None:
    answer = Client(headers={"accept-language": "en"}).post(address, {"solved": "no", "rating": "2"}, follow=True)
    assert "We plan a new visit" in answer.content.decode()
    testing.run_jobs()
    assert story.again().work_orders.count() == 2


def test_a_changed_answer_starts_from_the_old_one(story: Story, address: str) -> None:
    client = Client(headers={"accept-language": "en"})
    client.post(address, {"solved": "yes", "rating": "4", "comment": "fine"})
    page = client.get(address, {"change": "1"}).content.decode()
    assert "fine" in page and 'value="4" required aria-label="4 stars" checked' in page
    client.post(address, {"solved": "yes", "rating": "3", "comment": "fine"})
    assert story.again().rating == 3


@pytest.mark.parametrize(
    "answer", [{}, {"solved": "yes"}, {"solved": "maybe", "rating": "5"}, {"solved": "yes", "rating": "6"}]
)
def test_half_an_answer_is_not_taken(story: Story, address: str, answer: dict[str, str]) -> None:
    assert Client().post(address, answer).status_code == 422
    assert story.again().rating is None


def test_an_ended_link_says_so_and_a_guessed_one_does_not_exist(story: Story, address: str) -> None:
    assert Client().get("/s/aaaaaaaaaaaaaaaaaaaaaaaa/").status_code == 404
    Survey.objects.update(expires_at=timezone.now())
    assert Client().get(address).status_code == 410
    assert Client().post(address, {"solved": "yes", "rating": "5"}).status_code == 410
    assert story.again().state == "resolved"


def test_the_page_needs_its_own_form(story: Story, address: str) -> None:
    assert Client(enforce_csrf_checks=True).post(address, {"solved": "yes", "rating": "5"}).status_code == 403
