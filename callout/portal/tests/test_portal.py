"""Customers at the public doors; and those who only pretend to be."""

from __future__ import annotations

import time
import uuid
from datetime import timedelta

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from callout import testing
from callout.cases.links import tracking_token
from callout.cases.models import Case, Interaction
from callout.customers.models import Customer
from callout.foundation.models import Attachment
from callout.foundation.tests.test_files import HTML, picture
from callout.notifications.models import Message, Notice
from callout.portal import forms, limits
from callout.portal.models import Attempt
from callout.workorders.models import Booking

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(settings, tmp_path) -> testing.Town:
    settings.DATA_FOLDER = tmp_path
    return testing.town()


def answers(town: testing.Town, **changed: object) -> dict[str, object]:
    """A filled form that was read for a minute."""
    stamp = signing.dumps([uuid.uuid4().hex, int(time.time()) - 60], salt=forms._SALT)
    given = {
        "service_type": "repair",
        "description": "空调不制冷，外机不转",
        "serial": "",
        "name": "李雪",
        "phone": "13900004444",
        "region": town.region.pk,
        "district": "西湖区",
        "street": "文三路 1 号",
        "day": "",
        "part": "",
        "consent": "on",
        "website": "",
        "stamp": stamp,
    }
    return {**given, **changed}


def send(given: dict[str, object], *, client: Client | None = None):
    return (client or Client()).post("/request/", given)


def refused(given: dict[str, object], field: str) -> list[str]:
    answer = send(given)
    assert answer.status_code == 422, answer.status_code
    assert not Case.objects.exists()
    return [error.code for error in answer.context["form"].errors.as_data()[field]]


def test_a_stranger_becomes_a_customer_with_a_case_and_a_link(town) -> None:
    town.engineer("周建国")
    answer = send(answers(town))
    case = Case.objects.get()
    assert answer.status_code == 302 and answer["Location"] == f"/t/{tracking_token(case.pk)}/?new=1"
    assert (case.channel, case.customer.name, case.customer.phone, case.site.street) == (
        "web",
        "李雪",
        "13900004444",
        "文三路 1 号",
    )
    assert tracking_token(case.pk) in Message.objects.get(template="request_received").body
    testing.run_jobs()
    assert Booking.objects.filter(work_order__case=case, state="dispatched").exists()


def test_a_known_number_finds_its_customer_and_tells_nothing_about_him(town) -> None:
    page = Client().get("/request/", {"serial": town.asset.serial}).content.decode()
    assert town.customer.name not in page
    send(answers(town, phone="138 0000 6207", serial=town.asset.serial))
    case = Case.objects.get()
    assert (case.customer, case.asset, case.site, case.entitlement["kind"]) == (
        town.customer,
        town.asset,
        town.site,
        "warranty",
    )
    assert Customer.objects.count() == 1


def test_another_address_is_another_site_of_the_same_customer(town) -> None:
    send(answers(town, phone="13800006207", street="古墩路 701 号"))
    case = Case.objects.get()
    assert case.site != town.site and case.site.customer == town.customer
    assert (case.site.latitude, case.site.longitude) == (town.outlet.latitude, town.outlet.longitude)


def test_somebody_elses_serial_number_names_the_product_only(town) -> None:
    send(answers(town, serial=town.asset.serial))
    case = Case.objects.get()
    assert case.asset is None and case.product == town.product and case.customer != town.customer
    assert town.asset.serial in case.description


def test_the_product_line_says_the_product_and_never_the_owner(town) -> None:
    said = (
        Client()
        .get("/request/product/", {"serial": town.asset.serial}, headers={"accept-language": "zh"})
        .content.decode()
    )
    assert said == "空调 · 挂机 1.5 匹"
    unknown = Client().get("/request/product/", {"serial": "XX-0000"})
    assert unknown.status_code == 200 and "挂机" not in unknown.content.decode()


def test_serial_numbers_cannot_be_read_one_after_the_other(town) -> None:
    client = Client()
    statuses = [
        client.get("/request/product/", {"serial": f"SN{n:08d}"}).status_code
        for n in range(limits.SERIAL_BY_ADDRESS.times + 1)
    ]
    assert statuses[-1] == 429 and set(statuses[:-1]) == {200}
    assert client.get("/request/product/", {"serial": "SN1"}, REMOTE_ADDR="10.0.0.9").status_code == 200


def test_a_second_press_of_the_button_opens_no_second_case(town) -> None:
    given = answers(town)
    first, second = send(given), send(given)
    assert first["Location"] == second["Location"] and Case.objects.count() == 1
    assert Message.objects.filter(template="request_received").count() == 1


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("description", " ", "required"),
        ("phone", "1390000444", "phone_short"),
        ("phone", "12", "phone_invalid"),
        ("name", "", "required"),
        ("region", "", "required"),
        ("region", "999999", "invalid_choice"),
        ("street", "", "required"),
        ("consent", "", "required"),
        ("service_type", "dance", "invalid_choice"),
        ("day", "2020-01-01", "day_out_of_range"),
        ("website", "http://spam", "not_a_person"),
        ("stamp", "forged", "stamp_old"),
    ],
)
def test_what_is_missing_or_wrong_is_said_beside_its_field(town, field: str, value: str, code: str) -> None:
    assert refused(answers(town, **{field: value}), field) == [code]


def test_a_form_sent_in_no_time_comes_from_a_program(town) -> None:
    assert refused(answers(town, stamp=forms.new_stamp()), "stamp") == ["too_fast"]


def test_without_the_forms_own_token_nothing_is_taken(town) -> None:
    assert send(answers(town), client=Client(enforce_csrf_checks=True)).status_code == 403


def test_photos_come_along_clean_and_hostile_files_do_not(town) -> None:
    bad = SimpleUploadedFile("a.jpg", HTML, "image/jpeg")
    assert refused(answers(town, photos=[bad]), "photos") == ["file_type_refused"]
    good = [SimpleUploadedFile(f"{n}.jpg", picture() + HTML, "image/jpeg") for n in range(2)]
    assert send(answers(town, photos=good)).status_code == 302
    kept = Attachment.objects.filter(subject="case", subject_id=Case.objects.get().pk)
    assert kept.count() == 2 and kept[0].content_type == "image/jpeg"


def test_at_most_three_photos(town) -> None:
    four = [SimpleUploadedFile(f"{n}.jpg", picture(), "image/jpeg") for n in range(4)]
    assert refused(answers(town, photos=four), "photos") == ["too_many_photos"]


def test_one_number_cannot_open_cases_without_end(town) -> None:
    client = Client()
    for n in range(limits.REQUEST_BY_PHONE.times):
        assert client.post("/request/", answers(town, description=f"{n}"), REMOTE_ADDR=f"10.0.0.{n}").status_code == 302
    assert client.post("/request/", answers(town), REMOTE_ADDR="10.0.0.99").status_code == 429
    assert client.post("/request/", answers(town, phone="13900005555"), REMOTE_ADDR="10.0.0.99").status_code == 302


def test_one_address_cannot_either_and_tries_are_forgotten(town) -> None:
    client = Client()
    for n in range(limits.REQUEST_BY_ADDRESS.times):
        assert client.post("/request/", answers(town, phone=f"1390000{n:04d}")).status_code == 302
    assert client.post("/request/", answers(town, phone="13900009999")).status_code == 429
    Attempt.objects.update(at=timezone.now() - timedelta(days=3))
    assert client.post("/request/", answers(town, phone="13900009999")).status_code == 302
    assert limits.forget_old() > 0


def test_the_wanted_day_reaches_the_order(town) -> None:
    day = timezone.localdate() + timedelta(days=2)
    send(answers(town, day=day.isoformat(), part="afternoon"))
    case = Case.objects.get()
    assert [timezone.localtime(at).strftime("%d %H") for at in (case.wanted_from, case.wanted_until)] == [
        f"{day:%d} 12",
        f"{day:%d} 18",
    ]


def tracked(town: testing.Town) -> tuple[Case, str]:
    engineer = town.engineer("周建国")
    engineer.user.phone = "13900001111"
    engineer.user.save()
    send(answers(town))
    testing.run_jobs()
    case = Case.objects.get()
    return case, f"/t/{tracking_token(case.pk)}/"


def test_the_link_shows_who_comes_and_when_but_no_personal_data(town) -> None:
    case, address = tracked(town)
    page = Client().get(address, headers={"accept-language": "zh"}).content.decode()
    booking = Booking.objects.get(work_order__case=case)
    start = timezone.localtime(booking.starts_at)
    for fact in (case.number, "周建国", "139****1111", f"{start:%m-%d %H}:00"):
        assert fact in page
    for secret in ("13900001111", "13900004444", "文三路", "李雪"):
        assert secret not in page


def test_forged_and_old_links_lead_nowhere(town) -> None:
    case, address = tracked(town)
    other = testing.town("宁波")
    assert Client().get(f"/t/{tracking_token(case.pk + 1)}/").status_code == 404
    assert Client().get(address[:-2] + "x/").status_code == 404
    assert other and Client().get("/t/1.AAAAAAAAAAAAAAAA/").status_code == 404
    Case.objects.update(state="closed", closed_at=timezone.now() - timedelta(days=31))
    assert Client().get(address).status_code == 404


def test_a_wish_is_kept_told_and_limited(town) -> None:
    dispatcher = testing.user("dispatcher", region=town.region)
    case, address = tracked(town)
    client = Client()
    assert client.post(address, {"kind": "reschedule", "text": "周三晚上"})["Location"] == f"{address}?heard=1"
    assert "周三晚上" in Interaction.objects.filter(case=case).first().body
    notice = Notice.objects.get(user=dispatcher)
    assert notice.urgent and "周三晚上" in notice.text_zh
    assert client.post(address, {"kind": "explode"}).status_code == 422
    for _ in range(limits.WISH_BY_CASE.times - 1):
        client.post(address, {"kind": "cancel"})
    assert client.post(address, {"kind": "cancel"}).status_code == 429
    assert Booking.objects.get().state == "dispatched"


def test_without_a_record_the_link_has_no_document(town) -> None:
    _, address = tracked(town)
    assert Client().get(f"{address}record.pdf").status_code == 404
