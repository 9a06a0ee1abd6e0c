"""What an uploaded file really is: decided by its bytes, never by its name, and made harmless before it is kept."""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError
from pyhanko.pdf_utils.generic import DictionaryObject
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

from callout.foundation.errors import InvalidInput

MEGABYTE = 1024 * 1024
MAX_BYTES = 10 * MEGABYTE
MAX_PIXELS = 50_000_000
MAX_SIDE = 2400
MAX_UNPACKED = 100 * MEGABYTE

JPEG, PNG, WEBP, PDF, CSV = "image/jpeg", "image/png", "image/webp", "application/pdf", "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXTENSIONS = {JPEG: ".jpg", PNG: ".png", WEBP: ".webp", PDF: ".pdf", CSV: ".csv", XLSX: ".xlsx"}
IMAGES = frozenset({JPEG, PNG, WEBP})
_ACTIONS = frozenset({"/JavaScript", "/Launch", "/SubmitForm"})
_PROGRAMS = (".bin", ".exe", ".dll", ".js", ".vbs")


@dataclass(frozen=True, slots=True)
class CleanFile:
    """Bytes that may be kept, and what they are."""

    content_type: str
    data: bytes


def clean(data: bytes, name: str) -> CleanFile:
    """Recognise ``data`` and make it harmless.

    Images are decoded and written anew (no EXIF, no position, nothing after the picture). Raises InvalidInput with the
    codes file_empty, file_too_large, file_type_refused, file_damaged, image_too_large, active_content.
    """
    if not data:
        raise InvalidInput("file_empty", _("The file is empty."))
    if len(data) > MAX_BYTES:
        raise InvalidInput("file_too_large", _("Too large: at most %(limit)s MB.") % {"limit": MAX_BYTES // MEGABYTE})
    content_type = sniff(data, name)
    return CleanFile(content_type, _CLEANERS[content_type](data))


def sniff(data: bytes, name: str) -> str:
    """Media type by magic bytes. Only text without markup named .csv is believed by its name."""
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return WEBP
    if data.startswith(b"%PDF-"):
        return PDF
    if data.startswith(b"PK\x03\x04") and _is_workbook(data):
        return XLSX
    if name.lower().endswith(".csv") and _is_plain_text(data):
        return CSV
    raise InvalidInput("file_type_refused", _("Only JPEG, PNG, WebP, PDF, CSV and XLSX files are taken."))


def _is_workbook(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {"[Content_Types].xml", "xl/workbook.xml"} <= set(archive.namelist())
    except zipfile.BadZipFile:
        return False


def _is_plain_text(data: bytes) -> bool:
    if b"\0" in data or data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"%", b"MZ", b"#!")):
        return False
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False


def _clean_image(data: bytes) -> bytes:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _redraw(data)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _image_too_large() from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise _damaged() from error


def _redraw(data: bytes) -> bytes:
    with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as source:
        if source.width * source.height > MAX_PIXELS:
            raise _image_too_large()
        form = source.format or ""
        upright = ImageOps.exif_transpose(source)
        picture = upright.convert("RGBA" if form != "JPEG" and upright.has_transparency_data else "RGB")
    picture.thumbnail((MAX_SIDE, MAX_SIDE))
    out = io.BytesIO()
    picture.save(out, form, **({} if form == "PNG" else {"quality": 85}))
    return out.getvalue()


def _clean_pdf(data: bytes) -> bytes:
    try:
        reader = PdfFileReader(io.BytesIO(data), strict=False)
        if reader.encrypted:
            raise InvalidInput("file_damaged", _("The PDF is locked with a password."))
        if _runs_something(reader.root):
            raise InvalidInput("active_content", _("The PDF holds a program or an embedded file."))
    except (PdfError, ValueError, KeyError, IndexError, TypeError, RecursionError) as error:
        raise _damaged() from error
    return data


def _runs_something(root: DictionaryObject) -> bool:
    """True when opening the document would run a script, start a program or carry another file."""
    names = root.get("/Names", {})
    opening = root.get("/OpenAction", None)
    starts = isinstance(opening, DictionaryObject) and opening.get("/S", None) in _ACTIONS
    return starts or "/AA" in root or "/JavaScript" in names or "/EmbeddedFiles" in names


def _clean_workbook(data: bytes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_members(archive.infolist())
            if archive.testzip() is not None:
                raise _damaged()
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError) as error:
        raise _damaged() from error
    return data


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    if sum(member.file_size for member in members) > MAX_UNPACKED:
        limit = MAX_UNPACKED // MEGABYTE
        raise InvalidInput("file_too_large", _("The workbook unpacks to more than %(limit)s MB.") % {"limit": limit})
    names = (member.filename.lower() for member in members)
    if any(name.endswith(_PROGRAMS) and "printersettings" not in name for name in names):
        raise InvalidInput("active_content", _("The workbook holds a macro. Save it as .xlsx without macros."))


def _unchanged(data: bytes) -> bytes:
    return data


def _damaged() -> InvalidInput:
    return InvalidInput("file_damaged", _("The file is damaged and cannot be read."))


def _image_too_large() -> InvalidInput:
    limit = MAX_PIXELS // 1_000_000
    return InvalidInput(
        "image_too_large", _("The picture has too many pixels: at most %(limit)s million.") % {"limit": limit}
    )


_CLEANERS: dict[str, Callable[[bytes], bytes]] = {
    JPEG: _clean_image, PNG: _clean_image, WEBP: _clean_image, PDF: _clean_pdf, CSV: _unchanged, XLSX: _clean_workbook,
}  # fmt: skip
