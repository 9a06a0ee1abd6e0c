"""What the pages that change the workforce have in common: who may, and which row."""

from __future__ import annotations

from abc import abstractmethod
from functools import cached_property
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy

from callout.accounts.access import WORKFORCE_EDIT
from callout.foundation.ui.forms import FormPage
from callout.workforce.models import Engineer
from callout.workforce.selectors import visible_outlets


def organisation_only(user: Any) -> None:
    """What is of the whole organisation is changed by people of all of it. Raises Http404."""
    if not user.scope_for(WORKFORCE_EDIT).everything:
        raise Http404


def may_edit(user: Any, region_id: int | None, outlet_id: int | None) -> bool:
    """True when the person may change what belongs to this outlet."""
    return bool(user.scope_for(WORKFORCE_EDIT).covers(region_id, outlet_id))


class Edit(FormPage):
    """Create without ``pk`` in the address, change with it."""

    permission = WORKFORCE_EDIT
    submit = gettext_lazy("Save")

    @property
    def actor(self) -> Any:
        """Who changes."""
        return self.request.user

    @property
    @abstractmethod
    def row(self) -> Any:
        """The row to change, or a fresh one."""

    def form_kwargs(self) -> dict[str, Any]:
        """The row fills the form."""
        return {"instance": self.row}


def editable_engineer(user: Any, pk: int) -> Engineer:
    """An engineer of an outlet the person may change. Raises Http404."""
    outlets = visible_outlets(user, WORKFORCE_EDIT).values("pk")
    return get_object_or_404(Engineer.objects.filter(outlet__in=outlets).select_related("user", "outlet"), pk=pk)


class OfEngineer(FormPage):
    """A page about one engineer."""

    permission = WORKFORCE_EDIT

    @cached_property
    def engineer(self) -> Engineer:
        """The engineer of the address."""
        return editable_engineer(self.request.user, self.kwargs["pk"])

    @property
    def actor(self) -> Any:
        """Who changes."""
        return self.request.user

    def cancel_url(self) -> str:
        """Back to the engineer."""
        return reverse("workforce:engineer", args=[self.engineer.pk])
