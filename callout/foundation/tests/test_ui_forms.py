"""Forms say what to change, where it is, and lose nothing."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from callout.accounts.access import SYSTEM_VIEW
from callout.foundation.tests.test_ui_lists import person

pytestmark = [pytest.mark.django_db, pytest.mark.urls("callout.foundation.tests.ui_pages")]


@pytest.fixture
def client() -> Client:
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(person("1001", SYSTEM_VIEW))
    return browser


def test_a_label_belongs_to_its_field_and_the_hint_is_read_with_it(client: Client) -> None:
    html = client.get("/phone/").content.decode()
    assert 'for="id_phone"' in html
    assert 'aria-describedby="id_phone-hint"' in html and 'id="id_phone-hint">Eleven digits' in html


def test_a_mistake_is_422_keeps_the_input_and_is_linked_from_the_summary(client: Client) -> None:
    response = client.post("/phone/", {"phone": "1385716"})
    html = response.content.decode()
    assert response.status_code == 422
    assert 'value="1385716"' in html and 'aria-invalid="true"' in html
    assert 'id="id_phone-error"' in html and "One digit short" in html
    assert "Not saved: 1 thing to change" in html and '<a href="#id_phone">Contact phone</a>' in html
    assert re.search(r'aria-describedby="id_phone-hint id_phone-error"', html)


def test_what_a_service_refuses_stands_beside_its_field_or_at_the_top(client: Client) -> None:
    assert "Belongs to somebody else" in client.post("/phone/", {"phone": "03857166207"}).content.decode()
    refused = client.post("/phone/", {"phone": "93857166207"})
    assert refused.status_code == 422 and "The book is closed" in refused.content.decode()


def test_a_saved_form_leads_on_in_the_browser_and_in_htmx(client: Client) -> None:
    assert client.post("/phone/", {"phone": "13857166207"}).headers["Location"] == "/events/"
    answer = client.post("/phone/", {"phone": "13857166207"}, headers={"hx-request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/events/")


def test_htmx_gets_the_form_alone(client: Client) -> None:
    html = client.post("/phone/", {"phone": "1"}, headers={"hx-request": "true"}).content.decode()
    assert html.lstrip().startswith('<form class="card form-page"')
