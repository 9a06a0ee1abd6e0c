"""The data base's word on plans of one engineer that overlap, as a refusal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from callout.foundation.errors import BusinessError


@contextmanager
def overlaps_refused() -> Iterator[None]:
    """Bookings are written inside; one that overlaps another of its engineer is refused as ``engineer_busy``."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "booking_no_overlap" not in str(error):
            raise
        raise BusinessError("engineer_busy", _("The engineer is booked at that time.")) from error
