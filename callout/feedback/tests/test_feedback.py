"""After the visit: the link, the call, and what follows from the answer."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from callout import testing
from callout.cases import services as cases
from callout.feedback import policy, services
from callout.feedback.models import Callback, Survey
from callout.feedback.tests.conftest import Story, resolved
from callout.foundation.errors import BusinessError, InvalidInput
from callout.foundation.events import deliver
from callout.foundation.models import Delivery, Event
from callout.notifications.models import Message, Notice


def answer(survey: Survey, rating: int, solved: bool, comment: str = "") -> Survey:
    return services.answer_survey(actor=None, token=survey.token, rating=rating, solved=solved, comment=comment)


def test_a_resolved_case_asks_by_link_and_plans_a_call(story: Story) -> None:
    survey, callback = Survey.objects.get(), Callback.objects.get()
    message = Message.objects.get(template="survey")
    assert services.survey_url(survey) in message.body and message.to == "13800006207"
    assert survey.expires_at - survey.created_at == timedelta(days=policy.SURVEY_DAYS)
    due = timezone.localtime(callback.due_at)
    assert (callback.kind, due.weekday() < 5, due.hour) == ("after_visit", True, 9)
    assert due.date() > timezone.localdate()


def test_a_repeated_event_asks_once(story: Story) -> None:
    Delivery.objects.all().delete()
    event = Event.objects.get(type="case.resolved")
    cases.close(actor=None, case_id=story.case.pk)
    deliver.func(event_ids=[event.pk], subscriber="feedback.ask")
    assert Survey.objects.count() == Callback.objects.count() == 1


def test_solved_and_happy_closes_the_case_and_spares_the_call(story: Story) -> None:
    answer(Survey.objects.get(), 5, True, "师傅很专业")
    assert (story.again().state, story.case.rating) == ("closed", 5)
    assert Callback.objects.get().state == "cancelled"
    assert story.case.interactions.get().body == "师傅很专业"


def test_the_same_answer_twice_changes_nothing(story: Story) -> None:
    survey = Survey.objects.get()
    first = answer(survey, 5, True).answered_at
    assert answer(survey, 5, True).answered_at == first
    assert Event.objects.filter(type="feedback.given").count() == 1


def test_not_solved_opens_the_case_again_with_a_new_visit(story: Story) -> None:
    answer(Survey.objects.get(), 2, False, "晚上又不制冷了")
    testing.run_jobs()
    case = story.again()
    assert (case.state, case.reopen_count, case.rating) == ("in_service", 1, 2)
    assert case.work_orders.count() == 2
    assert [call.kind for call in Callback.objects.filter(state="open")] == ["low_rating"], "who gave 2 stars is called"


def test_not_solved_said_twice_opens_it_once(story: Story) -> None:
    survey = Survey.objects.get()
    answer(survey, 2, False)
    answer(survey, 1, False, "快来人")
    assert story.again().reopen_count == 1


def test_a_change_of_mind_after_closing_opens_it_again(story: Story) -> None:
    survey = Survey.objects.get()
    answer(survey, 5, True)
    answer(survey, 3, False, "第二天又坏了")
    assert (story.again().state, story.case.rating) == ("reopened", 3)


def test_after_a_second_repair_there_is_a_second_link_and_the_first_has_ended(story: Story) -> None:
    first = Survey.objects.get()
    answer(first, 2, False)
    testing.run_jobs()
    cases.resolve(actor=None, case_id=story.case.pk)
    testing.run_jobs()
    assert Survey.objects.count() == 2
    with pytest.raises(BusinessError) as refused:
        answer(first, 5, True)
    assert refused.value.code == "survey_expired"


def test_two_stars_wake_the_manager_and_a_call_at_once(story: Story) -> None:
    answer(Survey.objects.get(), 2, True, "迟到两小时")
    call = Callback.objects.get(kind="low_rating")
    assert call.due_at <= policy.first_call_at(story.case, "low_rating", timezone.now())
    notice = Notice.objects.get(user=story.manager)
    assert notice.urgent and "2 星" in notice.text_zh and "2 stars" in notice.text_en
    assert story.again().state == "resolved"


def test_unknown_expired_and_starless_answers_are_refused(story: Story) -> None:
    survey = Survey.objects.get()
    with pytest.raises(InvalidInput) as unknown:
        services.answer_survey(actor=None, token="x" * 24, rating=5, solved=True)
    with pytest.raises(InvalidInput) as starless:
        answer(survey, 0, True)
    Survey.objects.update(expires_at=timezone.now())
    with pytest.raises(BusinessError) as expired:
        answer(survey, 5, True)
    assert (unknown.value.code, starless.value.code, expired.value.code) == (
        "survey_unknown",
        "rating_missing",
        "survey_expired",
    )
    assert story.again().rating is None


def test_a_customer_who_declined_messages_gets_no_link_but_a_call(story: Story) -> None:
    Message.objects.all().delete()
    story.town.customer.may_message = False
    story.town.customer.save()
    other = resolved(story.town)
    assert not Message.objects.filter(case_id=other.pk, audience="customer").exists()
    assert other.callbacks.get().state == "open"


def test_nobody_answers_three_times_and_the_clerk_gives_up(story: Story) -> None:
    call = Callback.objects.get()
    services.not_reached(actor=story.clerk, callback=call)
    call.refresh_from_db()
    assert (call.state, call.attempts) == ("open", 1) and call.due_at > timezone.now() + timedelta(hours=2)
    services.not_reached(actor=story.clerk, callback=call)
    services.not_reached(actor=story.clerk, callback=call)
    call.refresh_from_db()
    assert (call.state, call.attempts) == ("given_up", 3)
    with pytest.raises(BusinessError) as refused:
        services.reached(actor=story.clerk, callback=call, rating=5, solved=True)
    assert refused.value.code == "callback_ended"


def test_the_clerk_hears_it_is_solved_and_closes(story: Story) -> None:
    services.reached(actor=story.clerk, callback=Callback.objects.get(), rating=3, solved=True, comment="还行")
    call = Callback.objects.get()
    assert (call.state, call.done_by, story.again().state, story.case.rating) == ("done", story.clerk, "closed", 3)


def test_the_clerk_hears_it_is_not_and_the_case_opens_again(story: Story) -> None:
    services.reached(actor=story.clerk, callback=Callback.objects.get(), rating=1, solved=False, comment="还是不制冷")
    testing.run_jobs()
    assert Callback.objects.get().state == "done"
    assert story.again().state == "in_service" and story.case.work_orders.count() == 2


def test_reopened_at_the_desk_nobody_is_called(story: Story) -> None:
    cases.reopen(actor=story.manager, case_id=story.case.pk, reason="客户来电")
    testing.run_jobs()
    assert Callback.objects.get().state == "cancelled"


def test_silence_closes_the_case_but_not_before_the_call_was_tried(story: Story) -> None:
    later = timezone.now() + timedelta(days=8)
    assert services.close_silent(actor=None, now=later) == 0
    for _ in range(policy.MOST_ATTEMPTS):
        services.not_reached(actor=story.clerk, callback=Callback.objects.get())
    assert services.close_silent(actor=None, now=timezone.now() + timedelta(days=6)) == 0
    assert services.close_silent(actor=None, now=later) == 1
    assert story.again().state == "closed" and story.case.rating is None


@pytest.mark.parametrize(
    ("callback_share", "mystery_share", "expected"),
    [(100, 0, {"after_visit"}), (0, 0, {None}), (0, 100, {"mystery"}), (50, 10, {"after_visit", "mystery", None})],
)
def test_the_sample_follows_its_shares(story: Story, settings, callback_share, mystery_share, expected) -> None:
    settings.CALLBACK_SHARE, settings.MYSTERY_SHARE = callback_share, mystery_share
    drawn = []
    for number in range(300):
        story.case.number = f"CA-261122-{number:05d}"
        drawn.append(policy.kind_of_callback(story.case))
    assert set(drawn) == expected
    if callback_share == 50:
        assert 100 < drawn.count("after_visit") < 170 and 10 < drawn.count("mystery") < 55


def test_nobody_is_called_at_night_or_on_sunday(story: Story) -> None:
    friday_night = timezone.make_aware(datetime(2026, 11, 20, 22, 30))
    for kind in Callback.Kind.values:
        due = timezone.localtime(policy.first_call_at(story.case, kind, friday_night))
        assert due.weekday() < 5 and 9 <= due.hour < 18
