"""Photos that a checklist wants: named by the record, sent after it, awaited until they come; and what a hostile phone
does with them."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from callout import testing
from callout.documents import record_data, services
from callout.field.tests.conftest import Phone, phone_of, record_for, visit_for
from callout.field.tests.test_uploads import photo
from callout.foundation.models import Attachment
from callout.workorders.checklists import photos_wanted
from callout.workorders.models import ChecklistTemplate, RecordPhoto, ServiceRecord

pytestmark = pytest.mark.django_db

ITEMS: list[dict[str, Any]] = [
    {"code": "bracket", "kind": "bool", "zh": "支架牢固", "en": "Bracket is firm", "photos": 1},
    {"code": "rack", "kind": "photo", "zh": "机柜正反面", "en": "Rack, front and back", "photos": 2},
    {"code": "extra", "kind": "bool", "zh": "其他", "en": "Other", "photos": 1, "required": False},
]


@pytest.fixture
def checklist(town) -> ChecklistTemplate:
    return ChecklistTemplate.objects.create(
        code="ac", category=town.category, items=ITEMS, name_zh="检查表", name_en="Checklist"
    )


@pytest.fixture
def office(town) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(testing.user("dispatcher", region=town.region))
    return client


def record(town: testing.Town, checklist: ChecklistTemplate, **photos: list[str]) -> dict[str, Any]:
    """A record with the bracket checked, which names these photos."""
    return record_for(town, checklist=checklist.pk, answers={"bracket": True}, photos=photos, signature=None)


def named(count: int) -> list[str]:
    """Numbers as a phone makes them."""
    return [str(uuid.uuid4()) for _ in range(count)]


def page_of(office: Client, visit: Any) -> str:
    """The order's page in the office."""
    return office.get(f"/orders/{visit.work_order.number}/").content.decode()


def pdf_words(visit: Any) -> dict[str, str]:
    """What the paper says about each step's photos."""
    row = record_data.load(visit.work_order)
    assert row
    with translation.override("en"):
        return {check["label"]: check["photos"] for check in record_data._checks(row)["rows"]}


def test_photos_are_awaited_until_they_come_and_go_to_their_steps(phone: Phone, visit, town, checklist, office):
    (bracket,), (front, back) = named(1), named(2)
    outcome = phone.do("complete", visit, **record(town, checklist, bracket=[bracket], rack=[front, back]))
    assert outcome["status"] == "applied"
    page = page_of(office, visit)
    assert "photo awaited" in page
    assert "2 photos awaited" in page
    assert pdf_words(visit) == {"Bracket is firm": "photo awaited", "Rack, front and back": "photo awaited"}
    data = photo(200)
    for uid in (bracket, front):
        assert phone.put(uuid.UUID(uid), visit, data, size=len(data)).json()["complete"]
    assert dict(RecordPhoto.objects.exclude(attachment=None).values_list("step", "attachment__kind")) == {
        "bracket": "photo", "rack": "photo",
    }  # fmt: skip
    page = page_of(office, visit)
    assert page.count("photo awaited") == 1
    assert str(Attachment.objects.filter(kind="photo")[0].uid) in page
    assert pdf_words(visit) == {"Bracket is firm": "photo", "Rack, front and back": "photo, photo awaited"}


def test_a_photo_that_comes_makes_the_paper_anew(phone: Phone, visit, town, checklist):
    (bracket,) = named(1)
    phone.do("complete", visit, **record(town, checklist, bracket=[bracket]))
    first = services.service_record(actor=None, order=visit.work_order, language="en")
    data = photo(200)
    phone.put(uuid.UUID(bracket), visit, data, size=len(data))
    second = services.service_record(actor=None, order=visit.work_order, language="en")
    assert first and second
    assert first.pk != second.pk
    assert services.service_record(actor=None, order=visit.work_order, language="en") == second


def test_a_photo_that_came_before_the_record_is_known_at_once(phone: Phone, visit, town, checklist):
    (early,) = named(1)
    data = photo(200)
    phone.put(uuid.UUID(early), visit, data, size=len(data))
    phone.do("complete", visit, **record(town, checklist, bracket=[early]))
    assert RecordPhoto.objects.get().attachment == Attachment.objects.get(kind="photo")


def test_a_record_without_its_photo_is_kept_and_the_office_sees_what_lacks(phone, visit, town, checklist, office):
    assert phone.do("complete", visit, **record(town, checklist))["status"] == "applied"
    page = page_of(office, visit)
    assert "photo missing" in page
    assert "2 photos missing" in page
    assert pdf_words(visit)["Bracket is firm"] == "photo missing"


def test_no_photo_is_wanted_of_what_does_not_apply_or_may_stay_empty():
    def wanted(answers: dict[str, Any]) -> dict[str, int]:
        return {item["code"]: count for item, count in photos_wanted(ITEMS, answers)}

    assert wanted({}) == {"bracket": 1, "rack": 2}
    assert wanted({"bracket": "na"}) == {"rack": 2}
    assert wanted({"bracket": False, "extra": True}) == {"bracket": 1, "rack": 2, "extra": 1}


SAME = str(uuid.uuid4())


@pytest.mark.parametrize(
    ("photos", "code"),
    [
        ({"roof": [SAME]}, "photo_step_unknown"),
        ({"bracket": [SAME, SAME]}, "photo_repeated"),
        ({"bracket": [SAME], "rack": [SAME]}, "photo_repeated"),
        ({"bracket": ["no number"]}, "payload_invalid"),
        ({"bracket": named(11)}, "payload_invalid"),
        ({"": [SAME]}, "payload_invalid"),
        ({"bracket": SAME}, "payload_invalid"),
    ],
)
def test_names_that_cannot_be_are_refused_and_nothing_is_recorded(phone, visit, town, checklist, photos, code):
    outcome = phone.do("complete", visit, **record(town, checklist, **photos))
    assert (outcome["status"], outcome["code"]) == ("rejected", code)
    assert not ServiceRecord.objects.exists()
    assert not RecordPhoto.objects.exists()


def test_a_photo_of_another_order_or_engineer_is_not_named(phone: Phone, visit, town, checklist, engineer):
    other = visit_for(town, engineer, hours=5)
    colleague = town.engineer("李")
    (mine, his), data = named(2), photo(200)
    phone.put(uuid.UUID(mine), other, data, size=len(data))
    phone_of(colleague).put(uuid.UUID(his), visit_for(town, colleague), data, size=len(data))
    for stolen in (mine, his):
        outcome = phone.do("complete", visit, **record(town, checklist, bracket=[stolen]))
        assert (outcome["status"], outcome["code"]) == ("rejected", "photo_not_yours")
    assert not RecordPhoto.objects.exists()


def test_a_photo_named_by_another_record_is_refused_and_does_not_move(phone: Phone, visit, town, checklist, engineer):
    (first,), other = named(1), visit_for(town, engineer, hours=5)
    assert phone.do("complete", visit, **record(town, checklist, bracket=[first]))["status"] == "applied"
    outcome = phone.do("complete", other, **record(town, checklist, bracket=[first]))
    assert (outcome["status"], outcome["code"]) == ("rejected", "photo_not_yours")
    assert RecordPhoto.objects.get().record.work_order == visit.work_order


def test_a_named_photo_sent_for_another_order_does_not_reach_the_step(phone: Phone, visit, town, checklist, engineer):
    (uid,), other = named(1), visit_for(town, engineer, hours=5)
    phone.do("complete", visit, **record(town, checklist, bracket=[uid]))
    data = photo(200)
    assert phone.put(uuid.UUID(uid), other, data, size=len(data)).json()["complete"]
    assert RecordPhoto.objects.get().attachment is None
    assert Attachment.objects.get(kind="photo").subject_id == other.work_order_id
