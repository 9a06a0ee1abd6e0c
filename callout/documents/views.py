"""Downloads: kept files and the service record."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.views import View

from callout.accounts.access import ORDERS_VIEW, requires, signed_in
from callout.documents import services
from callout.foundation.file_types import IMAGES
from callout.foundation.files import may_open, open_attachment
from callout.foundation.models import Attachment, PersonalDataReveal
from callout.workorders.models import WorkOrder


@signed_in
class File(View):
    """A kept file, for people who may see what it belongs to; for others it does not exist."""

    def get(self, request: HttpRequest, uid: Any) -> HttpResponse:
        """Pictures are shown in the page, everything else is saved."""
        attachment = get_object_or_404(Attachment, uid=uid)
        if not may_open(request.user, attachment):
            raise Http404
        try:
            data = open_attachment(attachment)
        except FileNotFoundError as error:
            raise Http404 from error
        return file_response(data, attachment.content_type, attachment.name, inline=attachment.content_type in IMAGES)


@requires(ORDERS_VIEW)
class ServiceRecordPdf(View):
    """The signed service record of a visit. It shows personal data, so each download is logged."""

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        """``?lang=zh|en``; else the reader's language."""
        user: Any = request.user
        order = get_object_or_404(WorkOrder.objects.visible_to(user), number=number)
        PersonalDataReveal.objects.create(user=user, subject="work_order", subject_id=order.pk, field="service_record")
        return record_response(order, request.GET.get("lang", ""))


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
