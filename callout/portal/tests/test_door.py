"""The customer looks before he opens: who comes, the number both see, how far he is; and who may not know."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from callout import testing
from callout.field.models import Approach, Command, WaySharing
from callout.field.tests.conftest import Phone, phone_of, visit_for
from callout.foundation.models import Attachment
from callout.foundation.tests.test_files import picture
from callout.notifications.models import Message, Notice
from callout.portal import door as door_page
from callout.workforce.models import Vehicle
from callout.workforce.portraits import SIDE, set_portrait
from callout.workorders import door
from callout.workorders.models import Booking

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(settings, tmp_path) -> testing.Town:
    settings.DATA_FOLDER = tmp_path
    return testing.town()


@pytest.fixture
def phone(town) -> Phone:
    return phone_of(town.engineer("陈志远"))


@pytest.fixture
def visit(town, phone) -> Booking:
    return visit_for(town, phone.engineer)


def page(visit: Booking, path: str = "") -> str:
    answer = Client(headers={"accept-language": "zh"}).get(f"/d/{door.door_token(visit.pk)}/{path}")
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def here(phone: Phone, visit: Booking, *, km_away: float) -> tuple[int, dict]:
    """The phone tells a position so many kilometres south of the customer."""
    place = {
        "latitude": visit.work_order.latitude - km_away / 111.2,
        "longitude": visit.work_order.longitude,
        "accuracy": 15.0,
    }
    answer = phone.client.post(
        "/field/api/position", {"booking": str(visit.uid), **place}, content_type="application/json"
    )
    return answer.status_code, answer.json()


def test_the_code_is_that_of_the_standard() -> None:
    """RFC 6238, appendix B, SHA-256: the last six of its eight digits, with its key and counters."""
    key = b"12345678901234567890123456789012"
    for seconds, digits in ((59, "46119246"), (1111111109, "68084774"), (20000000000, "77737706")):
        assert door.hotp(key, seconds // 30, digits=8) == digits
        assert door.hotp(key, seconds // 30) == digits[2:]


def test_phone_and_customer_see_the_same_number(phone, visit) -> None:
    document = next(o for o in phone.bundle()["orders"] if o["visit"]["uid"] == str(visit.uid))
    at = timezone.now().replace(second=59)
    before, after = (door.code_at(bytes.fromhex(document["visit"]["door"]), at + timedelta(seconds=s)) for s in (0, 1))
    assert before.digits != after.digits and (before.seconds_left, after.seconds_left) == (1, 60)
    assert door_page.now_of(visit, at).code == before


def test_the_message_on_set_out_holds_the_link_and_the_page_says_who_comes(phone, visit, town) -> None:
    Vehicle.objects.create(plate="浙A10001", outlet=town.outlet, driver=phone.engineer)
    phone.do("accept", visit)
    phone.do("set_out", visit)
    testing.run_jobs()
    assert door.door_url(visit.pk) in Message.objects.get(template="on_the_way").body
    shown = page(visit)
    assert "陈志远" in shown and "浙A10001" in shown and "正在来的路上" in shown
    assert town.customer.name not in shown and town.site.street not in shown


def test_the_photograph_is_square_and_for_this_visit_alone(phone, visit, client) -> None:
    set_portrait(actor=None, engineer=phone.engineer, name="me.png", data=picture("PNG", (900, 600)))
    assert Image.open(io.BytesIO(_photo(visit).content)).size == (SIDE, SIDE)
    Booking.objects.filter(pk=visit.pk).update(state="completed")
    assert _photo(visit).status_code == 404
    portrait = Attachment.objects.get(kind="portrait")
    client.force_login(testing.user("dispatcher", region=testing.town("宁波").region))
    assert client.get(f"/files/{portrait.uid}/").status_code == 404


def _photo(visit: Booking):
    return Client().get(f"/d/{door.door_token(visit.pk)}/photo/")


@pytest.mark.parametrize("token", ["", "x", "1.AAAAAAAAAAAAAAAA", "1", "zzzzzzzzzzzzzz.x"])
def test_a_forged_link_opens_nothing(visit, token) -> None:
    assert Client().get(f"/d/{token or '0'}/").status_code == 410
    assert Client().get(f"/d/{token or '0'}/now/").status_code == 404


@pytest.mark.parametrize(
    "change",
    [{"state": "completed"}, {"state": "cancelled"}, {"helper": True}, {"ends_at": timezone.now() - timedelta(days=2)}],
)
def test_the_link_ends_with_the_visit(visit, change) -> None:
    if "ends_at" in change:
        change = change | {"starts_at": change["ends_at"] - timedelta(hours=1)}
    Booking.objects.filter(pk=visit.pk).update(**change)
    answer = Client().get(f"/d/{door.door_token(visit.pk)}/")
    assert answer.status_code == 410 and "陈志远" not in answer.content.decode()


def test_another_engineer_of_the_visit_has_another_number(phone, visit, town) -> None:
    before = door.door_key(visit)
    visit.engineer = town.engineer("李")
    assert door.door_key(visit) != before


def test_the_customer_sees_the_distance_only_with_consent_and_only_on_the_way(phone, visit) -> None:
    phone.do("accept", visit)
    phone.do("set_out", visit)
    assert here(phone, visit, km_away=4)[1]["code"] == "way_not_shared"
    phone.do("share_way", on=True)
    assert here(phone, visit, km_away=4)[1]["metres"] == 5400
    assert "5.4 km" in page(visit, "now/")
    assert here(phone, visit, km_away=1)[1]["metres"] == 1400
    assert 'value="74"' in page(visit, "now/")
    phone.do("arrive", visit)
    testing.run_jobs()
    assert not Approach.objects.exists()
    assert here(phone, visit, km_away=0)[1]["code"] == "not_travelling"
    assert "km" not in page(visit, "now/")


def test_consent_taken_back_takes_the_distance_away_at_once(phone, visit) -> None:
    phone.do("accept", visit)
    phone.do("set_out", visit)
    phone.do("share_way", on=True)
    here(phone, visit, km_away=3)
    assert phone.bundle()["sections"]["engineer"]["shares_way"] is True
    phone.do("share_way", on=False)
    assert not Approach.objects.exists() and not WaySharing.objects.exists()
    assert [row.payload for row in Command.objects.filter(type="share_way").order_by("id")] == [
        {"on": True},
        {"on": False},
    ]


def test_no_place_of_the_journey_is_stored(phone, visit) -> None:
    phone.do("accept", visit)
    phone.do("set_out", visit)
    phone.do("share_way", on=True)
    here(phone, visit, km_away=3)
    assert {field.name for field in Approach._meta.get_fields()} == {
        "id", "booking", "metres", "first_metres", "minutes", "at",
    }  # fmt: skip
    assert Approach.objects.get().metres % 100 == 0


def test_a_distance_of_long_ago_is_not_shown(phone, visit) -> None:
    phone.do("accept", visit)
    phone.do("set_out", visit)
    phone.do("share_way", on=True)
    here(phone, visit, km_away=3)
    Approach.objects.update(at=timezone.now() - timedelta(minutes=11))
    assert "km" not in page(visit, "now/")


def test_another_phone_cannot_tell_where_he_is(phone, visit, town) -> None:
    phone.do("accept", visit)
    phone.do("set_out", visit)
    phone.do("share_way", on=True)
    other = phone_of(town.engineer("李"))
    other.do("share_way", on=True)
    assert here(other, visit, km_away=1)[1]["code"] == "not_travelling"
    assert here(phone, visit, km_away=20_000)[0] == 422


def test_a_stranger_at_the_door_alarms_the_dispatcher(phone, visit, town) -> None:
    dispatcher = testing.user("dispatcher", region=town.region)
    address = f"/d/{door.door_token(visit.pk)}/"
    assert Client().post(address)["Location"] == f"{address}?heard=1"
    notice = Notice.objects.get(user=dispatcher, dedupe__startswith="wish:")
    assert notice.urgent and "说来的人不是本人" in notice.text_zh


def test_the_page_costs_a_fixed_number_of_queries(phone, visit, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(9):
        page(visit)
    with django_assert_max_num_queries(3):
        page(visit, "now/")
