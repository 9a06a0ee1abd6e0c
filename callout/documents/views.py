"""Downloads: kept files and the service record."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views import View

from callout.accounts.access import ORDERS_VIEW, requires, signed_in
from callout.documents.downloads import file_response, record_response
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
