"""Organisation units and people who sign in. What a person may do is (role × unit), see ``access``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q
from django.http import HttpRequest

from callout.accounts.access import PERMISSIONS
from callout.foundation.crypto import EncryptedText
from callout.foundation.i18n import NamedModel
from callout.foundation.standing import Place, Standing


class Region(NamedModel):
    """A regional company (工贸): the unit above outlets."""

    code = models.CharField(max_length=20, unique=True)
    city = models.CharField(max_length=40, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["code"]


class Outlet(NamedModel):
    """A service outlet 服务网点, own or a partner's."""

    class Kind(models.TextChoices):
        OWN = "own", "own"
        PARTNER = "partner", "partner"

    code = models.CharField(max_length=20, unique=True)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="outlets")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.OWN)
    district = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    latitude = models.FloatField()
    longitude = models.FloatField()
    radius_km = models.FloatField(default=30)
    area = models.JSONField(
        default=list, db_default=[], blank=True
    )  # ring of [longitude, latitude]; drawn, it stands for the radius
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["code"]
        indexes = [models.Index(fields=["latitude", "longitude"], name="outlet_place")]


class Role(NamedModel):
    """A named set of permissions. ``own_only`` limits its holder to what is booked on or created by them."""

    code = models.SlugField(max_length=40, unique=True)
    permissions = ArrayField(models.CharField(max_length=60), default=list)
    own_only = models.BooleanField(default=False)
    built_in = models.BooleanField(default=False)

    class Meta:
        ordering = ["code"]


@dataclass(frozen=True, slots=True)
class Scope:
    """Which rows one permission reaches: everything, some regions and outlets, or only the person's own."""

    everything: bool = False
    regions: frozenset[int] = frozenset()
    outlets: frozenset[int] = frozenset()
    own: bool = False

    def q(self, *, region: str = "region_id", outlet: str = "outlet_id", own: Q | None = None) -> Q:
        """A filter for a model with region and outlet columns; an empty scope matches nothing."""
        if self.everything:
            return Q()
        wanted = Q(pk__in=[])
        if self.regions:
            wanted |= Q(**{f"{region}__in": self.regions})
        if self.outlets:
            wanted |= Q(**{f"{outlet}__in": self.outlets})
        if self.own and own is not None:
            wanted |= own
        return wanted

    def covers(self, region_id: int | None, outlet_id: int | None) -> bool:
        """True when a row of this region and outlet lies inside (own rows are not considered)."""
        return self.everything or region_id in self.regions or outlet_id in self.outlets


class User(AbstractUser):
    """A person or an interface that signs in; ``username`` is the staff number."""

    audit_hidden = ("password", "last_login")

    class Theme(models.TextChoices):
        AUTO = "auto", "auto"
        LIGHT = "light", "light"
        DARK = "dark", "dark"

    first_name = None  # type: ignore[assignment]  # one name field fits Chinese names
    last_name = None  # type: ignore[assignment]
    full_name = models.CharField(max_length=80)
    phone = EncryptedText(blank=True, default="")
    language = models.CharField(max_length=10, blank=True, default="")
    theme = models.CharField(max_length=5, choices=Theme, default=Theme.AUTO)
    preferences = models.JSONField(default=dict, blank=True)
    demo_label = models.CharField(max_length=40, blank=True, default="")

    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]
    objects: ClassVar[UserManager[User]] = UserManager()  # type: ignore[assignment]

    class Meta:
        ordering = ["username"]

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        """The one name field."""
        return self.full_name

    @cached_property
    def _scopes(self) -> dict[str, Scope]:
        scopes: dict[str, Scope] = {}
        for member in _MEMBERSHIPS(self.pk):
            reach = member.scope()
            for permission in member.role.permissions:
                if permission in PERMISSIONS and PERMISSIONS[permission].everywhere and not reach.everything:
                    continue
                scopes[permission] = _union(scopes.get(permission), reach)
        return scopes

    def may(self, permission: str) -> bool:
        """True when one of the person's roles holds the permission."""
        return self.is_active and (self.is_superuser or permission in self._scopes)

    def scope_for(self, permission: str) -> Scope:
        """The rows this permission reaches; an empty scope when the person lacks it."""
        if not self.is_active:
            return Scope()
        if self.is_superuser:
            return Scope(everything=True)
        return self._scopes.get(permission, Scope())

    @classmethod
    def of(cls, request: HttpRequest) -> User:
        """The signed-in person of a request. Raises PermissionDenied for an anonymous one."""
        if not isinstance(request.user, cls):
            raise PermissionDenied("sign in")
        return request.user

    @property
    def permissions(self) -> Iterable[str]:
        """Names of all permissions the person's roles hold."""
        return self._scopes.keys()


def _union(a: Scope | None, b: Scope) -> Scope:
    if a is None:
        return b
    return Scope(a.everything or b.everything, a.regions | b.regions, a.outlets | b.outlets, a.own or b.own)


class Membership(models.Model):
    """A role held in a unit; no unit means the whole organisation."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="memberships")
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    outlet = models.ForeignKey(Outlet, null=True, blank=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "region", "outlet"], nulls_distinct=False, name="membership_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role_id}"

    def scope(self) -> Scope:
        """Rows this membership reaches."""
        if self.role.own_only:
            return Scope(own=True)
        if self.outlet_id:
            return Scope(outlets=frozenset({self.outlet_id}))
        if self.region_id:
            return Scope(regions=frozenset({self.region_id}))
        return Scope(everything=True)


_MEMBERSHIPS = Standing(lambda: Membership.objects.filter(user_id=Place(0)).select_related("role"))
