"""The list page: what a person sees, filters, sorts, keeps and takes away."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from callout.accounts.access import PERSONAL_EXPORT, SYSTEM_VIEW
from callout.accounts.models import Membership, Role, User
from callout.foundation.models import Event, PersonalDataReveal
from callout.foundation.tests.ui_pages import EventList
from callout.foundation.ui.lists import capped_counts, page
from callout.foundation.ui.testing import assert_rows_cost_nothing

pytestmark = [pytest.mark.django_db, pytest.mark.urls("callout.foundation.tests.ui_pages")]


def person(number: str, *permissions: str) -> User:
    user = User.objects.create_user(number, password="a good password", full_name="陈敏", language="en")
    role = Role.objects.create(code=f"role-{number}", name_zh="角色", name_en="Role", permissions=list(permissions))
    Membership.objects.create(user=user, role=role)
    return user


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    cache.clear()


@pytest.fixture
def reader() -> User:
    return person("1001", SYSTEM_VIEW)


@pytest.fixture
def client(reader: User) -> Client:
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(reader)
    return browser


def events(count: int, kind: str = "case.opened", **values: Any) -> list[Event]:
    now = timezone.now()
    made = [
        Event(type=kind, at=now - timedelta(minutes=n), payload={"phone": "13857166207"}, **values)
        for n in range(count)
    ]
    return Event.objects.bulk_create(made)


def body(response: Any) -> str:
    return b"".join(response).decode()


def keys(html: str) -> list[int]:
    return [int(found) for found in re.findall(r'<tr data-pk="(\d+)"', html)]


def test_the_newest_come_first_and_the_numbers_say_how_many_there_are(client: Client) -> None:
    made = events(30)
    html = body(client.get("/events/"))
    assert keys(html) == [event.pk for event in made[:25]]
    assert "1–25 of 30" in html
    assert 'aria-sort="descending"' in html


def test_a_page_costs_the_same_however_many_rows_it_shows(client: Client, reader: User) -> None:
    events(2, actor=reader)
    # Session, user, the page's place in the live stream, roles, numbers, rows.
    assert_rows_cost_nothing(client, "/events/", lambda: events(40, actor=reader), most=6)


def test_counting_stops_at_its_cap_and_counts_nothing_for_an_impossible_condition() -> None:
    events(7)
    all_rows, none = Event.objects.all(), Event.objects.filter(pk__in=[])
    exact, capped, empty = capped_counts([(all_rows, 7), (all_rows, 5), (none, 5)])
    assert (str(exact), str(capped), str(empty)) == ("7", "5+", "0")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("type=case.closed", 3),
        ("type=case.closed&type=case.opened", 7),
        ("region=1", 4),
        ("free=1", 7),
        ("free=0", 0),
        ("q=closed", 3),
        ("day_from=2020-01-01", 7),
        ("day_to=2020-01-01", 0),
        ("tab=closed", 3),
        ("tab=mine", 0),
        ("type=nonsense&region=77&day_from=soon&tab=what&actor=x&per=3&page=-1&sort=evil", 7),
        ("actor=99999999999999999999999", 7),
    ],
)
def test_the_address_narrows_the_list_and_what_it_does_not_know_is_left_out(
    client: Client, query: str, expected: int
) -> None:
    events(4, region_id=1)
    events(3, "case.closed")
    assert len(keys(body(client.get(f"/events/?{query}")))) == expected


def test_each_filter_in_use_is_said_in_words_and_can_be_dropped_alone(client: Client, reader: User) -> None:
    events(1, "case.closed", region_id=2, actor=reader)
    html = body(client.get(f"/events/?type=case.closed&region=2&actor={reader.pk}&day_from=2020-05-01"))
    for words in ("Type: closed", "Region: South", "Who: 陈敏", "Day: from 2020-05-01"):
        assert words in html
    drop = re.search(r'href="([^"]+)" aria-label="Drop Region"', html)
    assert drop and "region=" not in drop[1] and "type=case.closed" in drop[1]


def test_the_filters_come_when_they_are_asked_for_and_keep_what_the_address_says(client: Client) -> None:
    events(2)
    asked = "?sort=type&type=case.closed"
    assert "<fieldset>" not in body(client.get(f"/events/{asked}"))
    answer = client.get(f"/events/{asked}&part=filters")
    assert "no-store" in answer["Cache-Control"]
    form = body(answer)
    assert form.startswith('<form class="filter-form"')
    assert 'name="sort" value="type"' in form and 'name="part"' not in form
    assert 'value="case.closed" checked' in form


def test_a_list_is_planned_for_the_values_it_was_asked_for(client: Client) -> None:
    events(60)
    for _ in range(5):
        client.get("/events/?page=2")
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        prepared = [statement for (statement,) in cursor.fetchall()]
    assert any("accounts_user" in statement for statement in prepared)
    assert not [statement for statement in prepared if 'FROM "foundation_event"' in statement]


def test_sorting_turns_on_the_second_press(client: Client) -> None:
    events(1, "b"), events(1, "a")
    first = body(client.get("/events/?sort=type"))
    assert first.index(">a</a>") < first.index(">b</a>")
    assert 'aria-sort="ascending"' in first and "sort=-type" in first
    second = body(client.get("/events/?sort=-type"))
    assert second.index(">b</a>") < second.index(">a</a>")


def test_pages_hold_every_row_once(client: Client) -> None:
    made = events(60)
    shown = [key for number in (1, 2, 3) for key in keys(body(client.get(f"/events/?page={number}")))]
    assert shown == [event.pk for event in made]
    assert len(keys(body(client.get("/events/?per=50")))) == 50


def test_htmx_gets_the_list_alone_and_the_back_button_the_whole_page(client: Client) -> None:
    events(1)
    partial = client.get("/events/", headers={"hx-request": "true", "hx-target": "list"})
    assert body(partial).lstrip().startswith('<div class="stack" id="list"')
    assert "HX-Request" in partial["Vary"]
    whole = client.get(
        "/events/", headers={"hx-request": "true", "hx-target": "list", "hx-history-restore-request": "true"}
    )
    assert "<html" in body(whole)


def test_a_person_chooses_columns_and_finds_them_again(client: Client, reader: User) -> None:
    events(1)
    client.post("/events/?type=case.opened", {"do": "columns", "column": ["note", "nonsense"]})
    html = body(client.get("/events/"))
    head = re.findall(r'<th [^>]*scope="col">(?:<a[^>]*>)?\s*(\w+)', html)
    assert head == ["Type", "Note"], "the fixed column stays, the others are the chosen ones"
    client.post("/events/", {"do": "columns"})
    reader.refresh_from_db()
    assert reader.preferences["lists"]["events"] == {}


def test_a_view_is_kept_counted_and_dropped(client: Client) -> None:
    events(2, "case.closed"), events(3)
    kept = client.post("/events/?type=case.closed&page=2", {"do": "save-view", "label": "Done"}, follow=True)
    assert "View “Done” saved." in body(kept)
    html = body(client.get("/events/?type=case.closed"))
    assert re.search(r'href="/events/\?type=case.closed" aria-current="page">Done <span class="meta">2</span>', html)
    client.post("/events/", {"do": "drop-view", "label": "Done"})
    assert ">Done <" not in body(client.get("/events/"))


def test_a_file_holds_masked_numbers_and_no_formula(client: Client) -> None:
    events(1, "=cmd()")
    response = client.get("/events/?export=csv")
    text = body(response)
    assert response["Content-Disposition"].startswith('attachment; filename="events-')
    assert text.startswith("\ufeffType,When,Phone,Who\r\n'=cmd(),")
    assert "138****6207" in text and "13857166207" not in text
    assert not PersonalDataReveal.objects.exists()


def test_numbers_in_clear_need_the_permission_and_leave_a_trace() -> None:
    events(1, "case.closed")
    trusted = person("1002", SYSTEM_VIEW, PERSONAL_EXPORT)
    browser = Client()
    browser.force_login(trusted)
    sheet = load_workbook(io.BytesIO(b"".join(browser.get("/events/?export=xlsx&type=case.closed")))).active
    rows = list(sheet.values)
    assert rows[0] == ("Type", "When", "Phone", "Who") or rows[0][0] == "Type"
    assert rows[1][2] == "13857166207"
    trace = PersonalDataReveal.objects.get()
    assert (trace.user, trace.subject, trace.field) == (trusted, "list:events", "export")


def test_a_list_may_be_closed_to_files_and_knows_only_two_formats(client: Client) -> None:
    assert client.get("/events/closed-to-files/?export=csv").status_code == 403


def test_a_bulk_action_reaches_the_picked_rows_or_all_that_fit(client: Client) -> None:
    opened, closed = events(3), events(2, "case.closed")
    picked = client.post("/events/mark/", {"pk": [opened[0].pk, "x", "9" * 30]})
    assert picked.content.decode() == str(opened[0].pk)
    everything = client.post("/events/mark/", {"all": "1", "query": "type=case.closed"})
    assert everything.content.decode() == ",".join(str(e.pk) for e in closed)


def test_an_empty_list_says_why_and_leads_on(client: Client) -> None:
    assert "No event yet" in body(client.get("/events/"))
    events(1)
    html = body(client.get("/events/?type=case.closed"))
    assert "Nothing fits these filters" in html and "Drop “Type: closed”" in html


def test_nobody_without_the_permission_sees_it() -> None:
    browser = Client()
    browser.force_login(person("1003"))
    assert browser.get("/events/").status_code == 403
    assert Client().get("/events/").status_code == 302


def test_every_row_is_a_card_on_a_phone(client: Client) -> None:
    events(1)
    html = body(client.get("/events/"))
    assert 'data-area="title"' in html and 'data-area="when"' in html


def test_tabs_that_were_slow_to_count_keep_their_numbers_for_a_while(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "SLOW_COUNT", 0)
    events(2, "case.closed")
    first = body(client.get("/events/"))
    events(1, "case.closed")
    second = body(client.get("/events/"))
    assert "1–3 of 3" in second, "the list itself is counted anew"
    tab = re.compile(r'Closed <span class="[^"]*">(\d+)<')
    assert tab.findall(first) == tab.findall(second) == ["2"]


def test_an_order_that_no_index_serves_sorts_the_newest_rows_and_says_so(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "COUNT_CAP", 30)
    made = events(40)  # the later made, the longer ago
    html = body(client.get("/events/?sort=-at"))
    assert keys(html) == [event.pk for event in made[10:35]]
    assert "the newest 30 in this order" in html
    by_date = body(client.get("/events/?sort=-at&day_from=2020-01-01"))
    assert keys(by_date) == [event.pk for event in made[:25]], "a date that is filtered says which are the newest"
    monkeypatch.setattr(EventList, "whole_sorts", ("at",))
    html = body(client.get("/events/?sort=-at"))
    assert keys(html) == [event.pk for event in made[:25]]
    assert "in this order" not in html
