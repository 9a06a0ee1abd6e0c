"""Sheets of QR labels for assets: A4, three by eight, each 70 × 37 mm as office shops sell them."""

from __future__ import annotations

import io
from typing import Any

import segno
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views import View

from callout.accounts.access import ASSETS_EDIT, requires
from callout.assets import passport
from callout.assets.models import Asset, Label
from callout.assets.tables import AssetList
from callout.documents.downloads import file_response
from callout.documents.typesetting import typeset
from callout.foundation.errors import BusinessError
from callout.foundation.ui.toasts import notify

MOST = 240


@requires(ASSETS_EDIT)
class LabelSheet(View):
    """The chosen assets' labels as a PDF; those without a label get one."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """The sheet, or back to the list with the reason."""
        user: Any = request.user
        rows = AssetList(request=request).selected(request).select_related("product__category", "site")
        assets = list(rows.order_by("pk")[: MOST + 1])
        if not assets or len(assets) > MOST:
            said = _("Choose assets first.") if not assets else _("At most %(most)d labels at once.") % {"most": MOST}
            return self._back(said)
        try:
            labels = passport.make_labels(actor=user, assets=assets)
        except BusinessError as error:
            return self._back(str(error.message))
        return file_response(sheet(assets, labels), "application/pdf", _("labels") + ".pdf", inline=False)

    def _back(self, said: str) -> HttpResponse:
        notify(self.request, said, level="error")
        return HttpResponseRedirect(reverse("assets:list"))


def sheet(assets: list[Asset], labels: list[Label]) -> bytes:
    """The PDF of these labels."""
    rows, pictures = [], {}
    for asset, label in zip(assets, labels, strict=True):
        name = f"{label.pk}.svg"
        pictures[name] = _qr(passport.url_of(label))
        rows.append({"qr": name, "product": asset.product.name, "model": asset.product.model, "serial": asset.serial})
    words = {"scan": _("Scan: warranty, safety, report a fault"), "brand": _("Callout")}
    language = (translation.get_language() or "zh")[:2]
    return typeset("labels.typ", {"labels": rows, "words": words, "lang": language}, pictures, title=_("QR labels"))


def _qr(address: str) -> bytes:
    out = io.BytesIO()
    segno.make(address, error="q").save(out, kind="svg", border=0, dark="#000000")
    return out.getvalue()
