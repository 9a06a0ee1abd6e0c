"""Uploads are believed by their bytes only, cleaned, and kept once."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest
from PIL import Image

from callout.foundation import file_types, files
from callout.foundation.errors import InvalidInput
from callout.foundation.files import open_attachment, path_of, safe_name, store
from callout.foundation.models import Attachment

HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
EXE = b"MZ\x90\x00" + b"\0" * 200
MINIMAL_PDF = b"""%PDF-1.4
1 0 obj
<</Type/Catalog/Pages 2 0 R{extra}>>
endobj
2 0 obj
<</Type/Pages/Kids[]/Count 0>>
endobj
trailer
<</Root 1 0 R/Size 3>>
startxref
0
%%EOF"""


@pytest.fixture(autouse=True)
def _own_folder(tmp_path, settings):
    settings.DATA_FOLDER = tmp_path


def picture(form: str = "JPEG", size: tuple[int, int] = (60, 40), **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (11, 114, 133)).save(out, form, **options)
    return out.getvalue()


def workbook(**extra: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in {"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>", **extra}.items():
            archive.writestr(name, body)
    return out.getvalue()


def pdf(extra: bytes = b"") -> bytes:
    """A small PDF with a cross-reference table that fits."""
    body = MINIMAL_PDF.replace(b"{extra}", extra)
    first, second = body.index(b"1 0 obj"), body.index(b"2 0 obj")
    start = body.index(b"trailer")
    table = b"xref\n0 3\n0000000000 65535 f \n%010d 00000 n \n%010d 00000 n \n" % (first, second)
    return body[:start] + table + body[start:].replace(b"startxref\n0", b"startxref\n%d" % start)


def code_of(data: bytes, name: str) -> str:
    with pytest.raises(InvalidInput) as refused:
        file_types.clean(data, name)
    return refused.value.code


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.pdf", "a.csv", "a.xlsx"])
@pytest.mark.parametrize("data", [HTML, SVG, EXE, b"#!/bin/sh\nrm -rf /", b"GIF89a" + b"\0" * 20])
def test_programs_and_markup_are_refused_under_every_name(data: bytes, name: str) -> None:
    assert code_of(data, name) == "file_type_refused"


def test_a_picture_loses_where_it_was_taken_and_what_was_hidden_behind_it() -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    exif.get_ifd(0x8825)[2] = (31.0, 18.0, 7.0)
    dirty = picture(exif=exif) + b"<?php system($_GET['c']); ?>" + HTML
    cleaned = file_types.clean(dirty, "door.jpg")
    assert cleaned.content_type == "image/jpeg"
    assert b"taken at home" not in cleaned.data and b"<script>" not in cleaned.data and b"<?php" not in cleaned.data
    with Image.open(io.BytesIO(cleaned.data)) as image:
        assert image.size == (60, 40) and not image.getexif()


def test_a_picture_turned_by_its_camera_is_turned_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    with Image.open(io.BytesIO(file_types.clean(picture(exif=exif), "a.jpg").data)) as image:
        assert image.size == (40, 60)


def test_a_signature_keeps_its_transparent_ground() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (30, 20), (0, 0, 0, 0)).save(out, "PNG")
    with Image.open(io.BytesIO(file_types.clean(out.getvalue(), "s.png").data)) as image:
        assert image.mode == "RGBA" and image.getpixel((0, 0))[3] == 0


def test_a_large_photo_is_made_smaller() -> None:
    with Image.open(io.BytesIO(file_types.clean(picture(size=(4000, 3000)), "a.jpg").data)) as image:
        assert max(image.size) == file_types.MAX_SIDE


def test_a_decompression_bomb_is_refused_before_it_is_unpacked() -> None:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + body + chunk(b"IEND", b"")
    assert code_of(bomb, "a.png") == "image_too_large"


def test_a_torn_picture_is_called_damaged() -> None:
    assert code_of(picture("PNG", (400, 400))[:120], "a.png") == "file_damaged"


def test_a_workbook_with_a_program_or_a_bomb_in_it_is_refused() -> None:
    assert file_types.clean(workbook(), "a.xlsx").content_type == file_types.XLSX
    assert code_of(workbook(**{"xl/vbaProject.bin": b"x"}), "a.xlsx") == "active_content"
    assert code_of(workbook(**{"xl/big.xml": b"\0" * (file_types.MAX_UNPACKED + 1)}), "a.xlsx") == "file_too_large"
    assert code_of(workbook().replace(b"xl/workbook", b"yl/workbook"), "a.xlsx") == "file_type_refused"


def test_a_pdf_that_runs_a_script_is_refused() -> None:
    assert file_types.clean(pdf(), "a.pdf").content_type == "application/pdf"
    assert code_of(pdf(b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>"), "a.pdf") == "active_content"
    assert code_of(pdf(b"/Names<</JavaScript<</Names[]>>>>"), "a.pdf") == "active_content"
    assert code_of(b"%PDF-1.7 and nothing else", "a.pdf") == "file_damaged"


def test_size_limits() -> None:
    assert code_of(b"", "a.csv") == "file_empty"
    assert code_of(b"a" * (file_types.MAX_BYTES + 1), "a.csv") == "file_too_large"


def test_a_chinese_csv_from_excel_is_taken() -> None:
    assert file_types.clean("电话,故障\n138,不制冷\n".encode("gb18030"), "故障.csv").content_type == "text/csv"


@pytest.mark.parametrize(
    ("name", "kept"),
    [("../../etc/passwd", "passwd.jpg"), ("C:\\temp\\door.php", "door.jpg"),
     ("a\r\nSet-Cookie: x.jpg", "aSet-Cookie x.jpg"),
     ("", "file.jpg"), ("现场 照片.jpeg", "现场 照片.jpg")],
)  # fmt: skip
def test_a_name_cannot_lead_anywhere(name: str, kept: str) -> None:
    assert safe_name(name, file_types.JPEG) == kept


@pytest.mark.django_db
def test_the_same_picture_lies_on_disk_once_and_each_subject_has_its_row() -> None:
    first = store(actor=None, subject="case", subject_id=1, kind="photo", name="a.jpg", data=picture())
    second = store(actor=None, subject="case", subject_id=2, kind="photo", name="b.jpg", data=io.BytesIO(picture()))
    assert first.sha256 == second.sha256 and Attachment.objects.count() == 2
    assert open_attachment(first) == open_attachment(second)
    assert [p for p in path_of(first.sha256).parent.iterdir()] == [path_of(first.sha256)]


@pytest.mark.django_db
def test_a_refused_file_leaves_nothing_behind(tmp_path) -> None:
    with pytest.raises(InvalidInput):
        store(actor=None, subject="case", subject_id=1, kind="photo", name="a.jpg", data=HTML)
    assert not Attachment.objects.exists() and not (tmp_path / "files").exists()


@pytest.mark.django_db
def test_a_file_of_an_unknown_subject_is_readable_by_nobody() -> None:
    kept = store(actor=None, subject="nobody-registered-this", subject_id=1, kind="photo", name="a.jpg", data=picture())
    assert not files.may_open(object(), kept)
