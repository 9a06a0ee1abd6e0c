"""What strangers tried at the public doors, so that nobody knocks too often."""

from __future__ import annotations

from django.db import models


class Attempt(models.Model):
    """One try: what for, and from where as a blind index (no address or number is kept)."""

    audited = False

    door = models.CharField(max_length=12)
    who = models.CharField(max_length=32)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["door", "who", "at"], name="attempt_who")]

    def __str__(self) -> str:
        return f"{self.door} {self.at:%m-%d %H:%M}"
