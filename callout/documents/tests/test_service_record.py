"""The service record: readable in both languages, signed, and worthless once touched."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from cryptography import x509
from django.test import Client
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from callout import testing
from callout.documents import services, signing, typesetting
from callout.foundation.files import open_attachment
from callout.foundation.models import Attachment, PersonalDataReveal
from callout.workorders.intake import Request, take_request
from callout.workorders.models import ServiceRecord, WorkOrder


@pytest.fixture(autouse=True)
def _fresh_key(data_folder):
    signing._signer.cache_clear()
    yield
    signing._signer.cache_clear()


def made(order: WorkOrder, language: str = "zh-hans") -> bytes:
    document = services.service_record(actor=None, order=order, language=language)
    assert document is not None
    return open_attachment(document)


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def trusted(pdf: bytes) -> bool:
    """True when the signature is whole, covers the file and comes from our certificate."""
    certificate = load_cert_from_pemder(str(signing.paths()[0]))
    signature = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0]
    status = validate_pdf_signature(signature, ValidationContext(trust_roots=[certificate], allow_fetching=False))
    return bool(status.bottom_line)


def test_the_record_reads_in_chinese_and_in_english(finished: WorkOrder) -> None:
    chinese, english = text_of(made(finished)), text_of(made(finished, "en"))
    for word in (
        finished.number,
        finished.case.number,
        "服务记录单",
        "张丽萍",
        "不制冷",
        "电容 35µF",
        "更换后外机启动",
        "8F21-0623-4417",
    ):
        assert word in chinese
    for word in (
        finished.number,
        "Service record",
        "No cooling",
        "Capacitor 35 µF",
        "Customer's signature",
        "28 µF",
        "33–38",
    ):
        assert word in english
    assert "13857166207" not in chinese and "138****6207" in chinese


def test_it_fits_one_page_and_shows_signature_and_photos(finished: WorkOrder) -> None:
    document = pypdfium2.PdfDocument(made(finished))
    assert len(document) == 1
    pictures = [item for item in document[0].get_objects() if item.type == 3]
    assert len(pictures) == 4


def test_the_signature_is_valid_and_any_change_breaks_it(finished: WorkOrder) -> None:
    pdf = made(finished)
    assert trusted(pdf)
    middle = pdf.index(b"/ByteRange") // 2
    forged = pdf[:middle] + bytes([pdf[middle] ^ 1]) + pdf[middle + 1 :]
    assert not trusted(forged)


def test_our_own_key_is_made_once_and_readable_by_nobody_else(finished: WorkOrder, data_folder) -> None:
    made(finished)
    pem = data_folder / "secrets" / "document-signing.pem"
    first = pem.read_bytes()
    assert pem.stat().st_mode & 0o077 == 0
    signing._signer.cache_clear()
    assert made(finished, "en") and pem.read_bytes() == first
    assert x509.load_pem_x509_certificate(first).issuer.rfc4514_string().endswith("O=Callout")


def test_an_organisation_brings_its_own_certificate(finished: WorkOrder, tmp_path, settings) -> None:
    own = tmp_path / "own.pem"
    signing._make(own)
    settings.SIGNING_CERTIFICATE, settings.SIGNING_KEY = str(own), ""
    assert trusted(made(finished))
    assert not (tmp_path / "secrets").exists()


def test_a_wrong_certificate_is_named_as_the_cause(finished: WorkOrder, settings) -> None:
    settings.SIGNING_CERTIFICATE = "/nowhere.pem"
    with pytest.raises(signing.SigningKeyUnusable):
        made(finished)


def test_without_a_chinese_typeface_the_error_says_what_to_install(finished: WorkOrder, monkeypatch, tmp_path) -> None:
    typesetting._fonts.cache_clear()
    monkeypatch.setattr(typesetting, "FONTS", tmp_path)
    monkeypatch.setattr(typesetting, "FAMILIES", ("No Such Face",))
    with pytest.raises(typesetting.FontsMissing, match="fonts-noto-cjk"):
        made(finished)
    typesetting._fonts.cache_clear()


def test_the_same_document_is_given_out_until_the_record_changes(finished: WorkOrder) -> None:
    first = services.service_record(actor=None, order=finished, language="en")
    assert services.service_record(actor=None, order=finished, language="en") == first
    ServiceRecord.objects.filter(work_order=finished).update(result="changed by hand in the data base")
    second = services.service_record(actor=None, order=finished, language="en")
    assert first and second and first.note != second.note
    assert "changed by hand" in text_of(open_attachment(second))


def test_a_download_needs_the_right_region_and_is_logged(finished: WorkOrder) -> None:
    address = f"/orders/{finished.number}/record.pdf"
    insider, stranger = (
        testing.user("manager", region=finished.region),
        testing.user("manager", region=testing.town("宁波").region),
    )
    client = Client()
    assert client.get(address).status_code == 302
    client.force_login(stranger)
    assert client.get(address).status_code == 404
    client.force_login(insider)
    answer = client.get(address, {"lang": "en"})
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "Service record" in text_of(answer.content)
    assert PersonalDataReveal.objects.filter(user=insider, subject="work_order", subject_id=finished.pk).count() == 1


def test_files_follow_the_scope_of_what_they_belong_to(finished: WorkOrder) -> None:
    photo = Attachment.objects.filter(subject="work_order", kind="photo").first()
    assert photo
    client = Client()
    client.force_login(testing.user("agent", region=testing.town("宁波").region))
    assert client.get(f"/files/{photo.uid}/").status_code == 404
    client.force_login(testing.user("agent", region=finished.region))
    answer = client.get(f"/files/{photo.uid}/")
    assert answer.status_code == 200 and answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff" and "sandbox" in answer["Content-Security-Policy"]


def test_an_order_without_a_record_has_no_document(db, data_folder) -> None:
    town = testing.town()
    request = Request(
        customer=town.customer, channel="phone", service_type=town.repair, description="不制冷", asset=town.asset
    )
    case = take_request(actor=None, request=request)
    client = Client()
    client.force_login(testing.user("manager", region=town.region))
    assert client.get(f"/orders/{case.work_orders.get().number}/record.pdf").status_code == 404
