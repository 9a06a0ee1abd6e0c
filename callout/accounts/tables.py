"""Lists of people, of the audit trail, and of looks at personal data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from callout.accounts.access import AUDIT_VIEW, USERS_MANAGE
from callout.accounts.audit import in_one_line, names_for, subject
from callout.accounts.labels import OPERATIONS, TABLES
from callout.accounts.models import Membership, Role, User
from callout.accounts.selectors import grantable_regions, visible_users, with_two_factor
from callout.foundation.models import AuditEntry, PersonalDataReveal
from callout.foundation.ui import formats
from callout.foundation.ui.lists import (
    BooleanFilter,
    ChoiceFilter,
    Column,
    DateRangeFilter,
    ListPage,
    PageAction,
    RelationFilter,
    Tab,
)


def _roles(user: User) -> str:
    return gettext(", ").join(
        f"{m.role} ({m.outlet or m.region})" if m.outlet_id or m.region_id else str(m.role)
        for m in user.memberships.all()
    )


class UserList(ListPage):
    """People and interfaces that sign in."""

    permission = USERS_MANAGE
    name = "users"
    title = _("Staff")
    model = User
    search_hint = _("Name or staff number")
    default_sort = "username"
    tabs = (
        Tab("active", _("May sign in"), Q(is_active=True)),
        Tab("unsafe", _("One factor only"), Q(is_active=True, two_factor=False)),
        Tab("closed", _("Closed"), Q(is_active=False)),
    )
    columns = (
        Column("username", _("Staff number"), link="accounts:user", sort="username", area="top", fixed=True),
        Column("full_name", _("Full name"), sort="full_name", area="title"),
        Column("roles", _("Roles"), value=_roles, area="text", clip=True),
        Column("phone", _("Phone"), mask=formats.mask_phone, area="meta"),
        Column("two_factor", _("Two factors"), area="when"),
        Column("last_login", _("Last sign-in"), sort="last_login", area="side"),
        Column("date_joined", _("Since"), sort="date_joined", hidden=True),
        Column("is_active", _("State"), template="accounts/cells/active.html", area="state"),
    )
    filters = (
        RelationFilter(
            "role", _("Role"), field="memberships__role", icon="shield", rows=lambda user: Role.objects.all()
        ),
        RelationFilter("region", _("Region"), field="memberships__region", icon="map-pin", rows=grantable_regions),
        BooleanFilter("two_factor", _("Two factors")),
    )
    action = PageAction(_("New person"), "user-plus", "accounts:user-create", USERS_MANAGE)

    def queryset(self, user: Any) -> QuerySet[User]:
        """Visible people with their roles in one query more."""
        roles = Prefetch("memberships", queryset=Membership.objects.select_related("role", "region", "outlet"))
        return with_two_factor(visible_users(user)).prefetch_related(roles)

    def search(self, rows: QuerySet[User], text: str) -> QuerySet[User]:
        """By name or staff number."""
        return rows.filter(Q(full_name__icontains=text) | Q(username__istartswith=text))


class AuditList(ListPage):
    """Every change of an audited row: who, when, what from and to."""

    permission = AUDIT_VIEW
    name = "audit"
    title = _("Audit trail")
    model = AuditEntry
    search_hint = _("Number of the row")
    default_sort = "-at"
    columns = (
        Column("at", _("When"), template="accounts/cells/at.html", sort="id", area="when", fixed=True),
        Column("actor", _("Actor"), value=lambda row: row.actor_name or gettext("Callout"), area="title"),
        Column("operation", _("Did"), value=lambda row: str(OPERATIONS[row.operation]), area="side"),
        Column("table", _("What"), value=lambda row: subject(row, row.names), area="top"),
        Column(
            "changes",
            _("Changes"),
            template="accounts/cells/changes.html",
            area="text",
            export=lambda row: in_one_line(row, row.names),
        ),
        Column("request", _("Request"), area="ref", hidden=True),
    )
    filters = (
        ChoiceFilter("table", _("What"), icon="database", choices=sorted(TABLES.items())),
        ChoiceFilter("operation", _("Did"), choices=list(OPERATIONS.items())),
        RelationFilter(
            "actor", _("Actor"), field="actor_id", icon="user", rows=lambda user: visible_users(user, AUDIT_VIEW)
        ),
        DateRangeFilter("at", _("When")),
    )

    def queryset(self, user: Any) -> QuerySet[AuditEntry]:
        """Changes made by people of the auditor's units; who reaches everything sees the system's too."""
        return named(AuditEntry.objects.all(), user)

    def equip(self, rows: Sequence[AuditEntry]) -> None:
        """Each entry gets the names of what it refers to."""
        names = names_for(rows)
        for row in rows:
            row.names = names  # type: ignore[attr-defined]

    def search(self, rows: QuerySet[AuditEntry], text: str) -> QuerySet[AuditEntry]:
        """By the id of the changed row."""
        return rows.filter(row=text)


def named(rows: QuerySet[AuditEntry], user: User) -> QuerySet[AuditEntry]:
    """Entries the auditor may see, with ``actor_name``."""
    names = User.objects.filter(pk=OuterRef("actor_id")).values("full_name")
    rows = rows.annotate(actor_name=Subquery(names))
    if user.scope_for(AUDIT_VIEW).everything:
        return rows
    return rows.filter(actor_id__in=visible_users(user, AUDIT_VIEW).values("pk"))


class RevealList(ListPage):
    """Every look at personal data in clear."""

    permission = AUDIT_VIEW
    name = "reveals"
    title = _("Looks at personal data")
    model = PersonalDataReveal
    default_sort = "-at"
    columns = (
        Column("at", _("When"), sort="id", area="when", fixed=True),
        Column("user", _("Actor"), value="user", area="title"),
        Column("subject", _("What"), value=lambda row: f"{row.subject} {row.subject_id}", area="text"),
        Column("field", _("Field"), area="side"),
        Column("purpose", _("Purpose"), area="meta", clip=True),
    )
    filters = (
        RelationFilter("user", _("Actor"), icon="user", rows=lambda user: visible_users(user, AUDIT_VIEW)),
        DateRangeFilter("at", _("When")),
    )

    def queryset(self, user: Any) -> QuerySet[PersonalDataReveal]:
        """Looks of people in the auditor's units."""
        rows = PersonalDataReveal.objects.select_related("user")
        if user.scope_for(AUDIT_VIEW).everything:
            return rows
        return rows.filter(user__in=visible_users(user, AUDIT_VIEW))
