"""Forms of stock and requests."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from callout.accounts.models import User
from callout.foundation.errors import InvalidInput
from callout.parts import pieces
from callout.parts.labels import TRACKING
from callout.parts.models import Part, PartRequest, Store
from callout.parts.selectors import editable_stores, sources_for


class PartChoice(forms.ModelChoiceField):
    """Parts with their number."""

    def label_from_instance(self, obj: Any) -> str:
        """LCP-1001 室外机电容."""
        return f"{obj.number} {obj}"


class PiecesField(forms.CharField):
    """Serial numbers or batches of a tracked part, as people type or scan them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Serial numbers or batches"),
            required=False,
            max_length=40_000,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("One a line; a batch with its quantity: B2609-3 × 4. Only for parts kept by them."),
            **kwargs,
        )


def _read_pieces(form: forms.Form, part: Part | None, quantity: int | None) -> dict[str, int]:
    """The typed pieces of a checked form; the field says what is wrong."""
    text = form.cleaned_data.get("pieces") or ""
    if part is None or not text.strip():
        return {}
    try:
        return pieces.read(part, text, quantity or 0)
    except InvalidInput as error:
        raise forms.ValidationError({"pieces": str(error.message)}, code=error.code) from error


class _StockForm(forms.Form):
    part = PartChoice(label=_("Part"), queryset=Part.objects.filter(active=True))
    operation = forms.UUIDField(widget=forms.HiddenInput)
    pieces = PiecesField()

    def clean(self) -> dict[str, Any]:
        """Pieces as the services take them."""
        given = self.cleaned_data
        return given | {"pieces": _read_pieces(self, given.get("part"), given.get("quantity"))}


class ReceiveForm(_StockForm):
    """Parts came into a store."""

    quantity = forms.IntegerField(label=_("Quantity"), min_value=1, max_value=100_000)
    note = forms.CharField(label=_("Note"), required=False, max_length=200)
    field_order = ("part", "quantity", "pieces", "note", "operation")


class TransferForm(_StockForm):
    """Parts go to another store."""

    target = forms.ModelChoiceField(label=_("To"), queryset=Store.objects.none())
    quantity = forms.IntegerField(label=_("Quantity"), min_value=1, max_value=100_000)
    note = forms.CharField(label=_("Note"), required=False, max_length=200)
    field_order = ("part", "target", "quantity", "pieces", "note", "operation")

    def __init__(self, *args: Any, user: User, store: Store, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"].queryset = editable_stores(user).exclude(pk=store.pk)  # type: ignore[attr-defined]
        self.fields["part"].queryset = Part.objects.filter(stock__store=store, stock__quantity__gt=0)  # type: ignore[attr-defined]


class CountForm(forms.Form):
    """What was counted of one part."""

    part = PartChoice(label=_("Part"), queryset=Part.objects.filter(active=True))
    counted = forms.IntegerField(label=_("Counted"), min_value=0, max_value=1_000_000)
    pieces = PiecesField()
    note = forms.CharField(label=_("Note"), required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        """Pieces as the services take them."""
        given = self.cleaned_data
        return given | {"pieces": _read_pieces(self, given.get("part"), given.get("counted"))}


class ShipForm(forms.Form):
    """Which pieces of a tracked part leave the store."""

    pieces = PiecesField()

    def __init__(self, *args: Any, request: PartRequest, **kwargs: Any) -> None:
        first = pieces.proposed(request.source, request.part, request.quantity) if request.source else {}
        super().__init__(*args, **kwargs)
        self.initial["pieces"] = pieces.written(first)
        self.request = request

    def clean(self) -> dict[str, Any]:
        """Pieces as the services take them."""
        return {"pieces": _read_pieces(self, self.request.part, self.request.quantity)}


class ApproveForm(forms.Form):
    """From which store a request is served."""

    source = forms.ModelChoiceField(label=_("From store"), queryset=Store.objects.none(), empty_label=None)
    answer = forms.CharField(label=_("Answer"), required=False, max_length=200)

    def __init__(self, *args: Any, request: PartRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = sources_for(request)
        self.fields["source"].queryset = Store.objects.filter(pk__in=[row.store_id for row in rows])  # type: ignore[attr-defined]
        self.fields["source"].choices = [(row.store_id, f"{row.store} · {row.quantity}") for row in rows]  # type: ignore[attr-defined]


class RejectForm(forms.Form):
    """Why not."""

    answer = forms.CharField(label=_("Reason"), max_length=200)


class PartForm(forms.ModelForm):
    """A spare part of the catalogue."""

    class Meta:
        model = Part
        fields = ["number", "name_zh", "name_en", "barcode", "unit", "price", "tracking", "active"]
        labels = {
            "number": _("Part number"), "name_zh": _("Name in Chinese"), "name_en": _("Name in English"),
            "barcode": _("Barcode"), "unit": _("Unit"), "price": _("Price"),
            "tracking": _("Kept"),
            "active": _("Active"),
        }  # fmt: skip

    tracking = forms.ChoiceField(label=_("Kept"), choices=list(TRACKING.items()), initial=Part.Tracking.NONE)
