"""Files as HTTP answers."""

from __future__ import annotations

from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils.translation import get_language

from callout.documents import services
from callout.foundation.files import open_attachment
from callout.workorders.models import WorkOrder


def record_response(order: WorkOrder, wanted: str) -> HttpResponse:
    """The record as a download. 404 while there is none."""
    language = language_of(wanted)
    document = services.service_record(actor=None, order=order, language=language)
    if document is None:
        raise Http404
    return file_response(open_attachment(document), document.content_type, document.name, inline=True)


def language_of(wanted: str) -> str:
    """``zh`` and ``en`` as the language codes of the product; anything else is the reader's language."""
    short = {"zh": "zh-hans", "en": "en"}
    return short.get(wanted) or get_language() or settings.LANGUAGE_CODE


def file_response(data: bytes, content_type: str, name: str, *, inline: bool) -> HttpResponse:
    """Bytes under their own name that no browser will take for a page of ours."""
    response = HttpResponse(data, content_type=content_type)
    how = "inline" if inline else "attachment"
    response["Content-Disposition"] = f"{how}; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=3600"
    if content_type != "application/pdf":
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
