"""Links that customers get: short, signed, good for one case and nothing else."""

from __future__ import annotations

from django.conf import settings

from callout.foundation import signed_links

_PURPOSE = "tracking"


def tracking_token(case_id: int) -> str:
    """The case's token for the tracking page."""
    return signed_links.token(_PURPOSE, case_id)


def tracking_url(case_id: int) -> str:
    """The tracking page's full address."""
    return f"{settings.BASE_URL}/t/{tracking_token(case_id)}/"


def case_of(token: str) -> int | None:
    """The case a token was made for; None when it is forged or torn."""
    return signed_links.number_of(_PURPOSE, token)
