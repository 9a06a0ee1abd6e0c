"""Photos in pieces: resumable, checked, attached once."""

from __future__ import annotations

import io
import uuid

import pytest
from PIL import Image

from callout.field import uploads
from callout.field.models import Upload
from callout.field.tests.conftest import phone_of, record_for
from callout.foundation import files
from callout.foundation.models import Attachment
from callout.workorders import bookings

pytestmark = pytest.mark.django_db


def photo(side: int = 900) -> bytes:
    """A JPEG with a position in its EXIF."""
    image = Image.effect_noise((side, side), 60).convert("RGB")
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif, quality=90)
    return out.getvalue()


def test_a_photo_comes_in_pieces_and_is_attached_once(phone, visit, town):
    phone.do("complete", visit, **record_for(town, signature=None))
    data, uid = photo(), uuid.uuid4()
    half = len(data) // 2
    first = phone.put(uid, visit, data[:half], size=len(data))
    assert first.json() | {"received": half, "complete": False} == first.json()
    assert phone.client.get(f"/field/api/files/{uid}").json()["received"] == half
    last = phone.put(uid, visit, data[half:], size=len(data), offset=half)
    assert last.json()["complete"]
    again = phone.put(uid, visit, data[half:], size=len(data), offset=half)
    assert again.json()["complete"]
    attachment = Attachment.objects.get()
    assert (attachment.subject, attachment.subject_id, attachment.kind, attachment.note) == (
        "work_order",
        visit.work_order_id,
        "photo",
        "after",
    )
    stored = Image.open(io.BytesIO(files.open_attachment(attachment)))
    assert not stored.getexif(), "no position may travel with a photo"
    assert not uploads.path_of(uid).exists()


def test_a_piece_at_the_wrong_place_says_where_to_go_on(phone, visit):
    data, uid = photo(), uuid.uuid4()
    phone.put(uid, visit, data[:1000], size=len(data))
    response = phone.put(uid, visit, data[5000:6000], size=len(data), offset=5000)
    assert (response.status_code, response.json()["code"], response.json()["received"]) == (
        409,
        "offset_mismatch",
        1000,
    )


def test_a_piece_cut_off_by_a_crash_is_written_again(phone, visit):
    data, uid = photo(), uuid.uuid4()
    phone.put(uid, visit, data[:1000], size=len(data))
    with open(uploads.path_of(uid), "ab") as file:
        file.write(b"half a piece that was never acknowledged")
    assert phone.put(uid, visit, data[1000:], size=len(data), offset=1000).json()["complete"]


def test_what_is_not_a_picture_is_refused(phone, visit):
    script = b"<script>alert(1)</script>" * 10
    response = phone.put(uuid.uuid4(), visit, script, size=len(script))
    assert (response.status_code, response.json()["code"]) == (422, "file_type_refused")
    assert Attachment.objects.count() == 0


def test_fifty_megabytes_are_refused_before_they_come(phone, visit):
    response = phone.put(uuid.uuid4(), visit, b"x" * 100, size=50 * 1024 * 1024)
    assert (response.status_code, response.json()["code"]) == (413, "file_too_large")
    response = phone.put(uuid.uuid4(), visit, b"x" * (uploads.MAX_CHUNK + 1), size=9_000_000)
    assert (response.status_code, response.json()["code"]) == (413, "chunk_too_large")
    assert Upload.objects.count() == 0


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("kind=photo&size=10&offset=0", 422, "query_invalid"),
        ("order={order}&kind=photo&size=x&offset=0", 422, "query_invalid"),
        ("order={order}&kind=virus&size=10&offset=0", 422, "kind_unknown"),
        ("order={order}&kind=photo&size=3&offset=0", 422, "range_invalid"),
        ("order={order}&kind=photo&size=10&offset=-4", 422, "range_invalid"),
        ("order=7f6d9ea7-0000-4000-8000-000000000000&kind=photo&size=10&offset=0", 404, "order_not_yours"),
    ],
)
def test_hostile_uploads_are_refused(phone, visit, query, status, code):
    address = f"/field/api/files/{uuid.uuid4()}?{query.format(order=visit.work_order.uid)}"
    response = phone.client.put(address, b"12345678", content_type="application/octet-stream")
    assert (response.status_code, response.json()["code"]) == (status, code)


def test_a_colleague_can_neither_continue_nor_see_an_upload(phone, visit, town):
    data, uid = photo(), uuid.uuid4()
    phone.put(uid, visit, data[:1000], size=len(data))
    stranger = phone_of(town.engineer("李"))
    assert stranger.put(uid, visit, data[1000:], size=len(data), offset=1000).status_code == 409
    assert stranger.client.get(f"/field/api/files/{uid}").json()["received"] == 0


def test_pictures_of_an_order_open_with_the_token_of_its_engineer_only(phone, visit, town):
    data, uid = photo(300), uuid.uuid4()
    phone.put(uid, visit, data, size=len(data))
    file = Attachment.objects.get()
    assert phone.client.get(f"/field/api/documents/{file.uid}").headers["content-type"] == "image/jpeg"
    assert phone_of(town.engineer("李")).client.get(f"/field/api/documents/{file.uid}").status_code == 404


def test_abandoned_uploads_are_removed(phone, visit, settings):
    data, uid = photo(), uuid.uuid4()
    phone.put(uid, visit, data[:1000], size=len(data))
    assert uploads.discard_abandoned() == 0
    Upload.objects.update(began_at="2020-01-01T00:00Z")
    assert uploads.discard_abandoned() == 1
    assert not uploads.path_of(uid).exists()


def test_pieces_lost_on_the_server_are_sent_again_from_the_start(phone, visit):
    uid, data = uuid.uuid4(), photo(100)
    phone.put(uid, visit, data[:20], size=len(data))
    uploads.path_of(uid).unlink()
    answer = phone.put(uid, visit, data[20:], size=len(data), offset=20)
    assert (answer.json()["code"], answer.json()["received"]) == ("offset_mismatch", 0)
    assert phone.put(uid, visit, data, size=len(data)).json()["complete"]


def test_a_photo_for_a_visit_given_to_someone_else_still_reaches_the_order(phone, visit, town):
    bookings.move(actor=None, booking_id=visit.pk, engineer=town.engineer("周"))
    data = photo(100)
    assert phone.put(uuid.uuid4(), visit, data, size=len(data)).json()["complete"]
    assert Attachment.objects.get().subject_id == visit.work_order_id
