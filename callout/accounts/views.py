"""Pages of people and roles, one's own profile, the first page after sign-in."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from callout.accounts import services
from callout.accounts.access import PERMISSIONS, USERS_MANAGE
from callout.accounts.forms import ChangeUserForm, GrantForm, ProfileForm, RoleForm, UserForm
from callout.accounts.models import Membership, Role, User
from callout.accounts.selectors import sessions_of, visible_users, with_two_factor
from callout.foundation.errors import BusinessError
from callout.foundation.models import AuditEntry
from callout.foundation.ui import navigation
from callout.foundation.ui.forms import FormPage
from callout.foundation.ui.toasts import notify

HOME_APPS = {
    "agent": "contact_centre", "dispatcher": "dispatching", "manager": "analytics", "administrator": "analytics",
    "store_keeper": "parts", "callback_clerk": "feedback",
}  # fmt: skip
LAST = 8
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class Home(View):
    """The first page: where the person's role works."""

    signed_in = True

    def get(self, request: HttpRequest) -> HttpResponse:
        """Engineers to the field app, others to their app's first page."""
        user: Any = request.user
        codes = [code for (code,) in user.memberships.order_by("pk").values_list("role__code")]
        if codes == ["engineer"]:
            return HttpResponseRedirect("/field/")
        items = navigation.visible(user)
        for code in codes:
            found = next((item for item in items if item.url_name.startswith(f"{HOME_APPS.get(code)}:")), None)
            if found:
                return HttpResponseRedirect(found.url)
        return HttpResponseRedirect(items[0].url if items else reverse("accounts:profile"))


class DemoSignIn(View):
    """One click into a demo account, only where the deployment is a demo."""

    public = "a demo's accounts are open to everybody by intention; switched off everywhere else"

    def post(self, request: HttpRequest) -> HttpResponse:
        """Sign in as a demo account."""
        if not settings.DEMO:
            raise Http404
        user = get_object_or_404(
            User.objects.filter(is_active=True).exclude(demo_label=""), username=request.POST.get("username", "")
        )
        login(request, user, backend=BACKEND)
        target = request.POST.get("next", "")
        safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
        return HttpResponseRedirect(target if safe else reverse("home"))


class Profile(FormPage):
    """One's own settings, roles and sessions."""

    signed_in = True
    form_class = ProfileForm
    title = gettext_lazy("My account")
    submit = gettext_lazy("Save settings")
    template_name = "accounts/profile.html"

    def form_kwargs(self) -> dict[str, Any]:
        """Filled with one's own row."""
        return {"instance": User.objects.get(username=self.request.user.get_username())}

    def context(self, form: Any) -> dict[str, Any]:
        """Roles and how many sessions are open."""
        user: Any = self.request.user
        roles = list(user.memberships.select_related("role", "region", "outlet"))
        return {**super().context(form), "roles": roles, "sessions": len(sessions_of(user))}

    def save(self, form: Any) -> str:
        """Save; the language of a cookie gives way."""
        actor: Any = self.request.user
        services.change_user(actor=actor, user=actor, given=form.cleaned_data)
        notify(self.request, _("Saved."))
        return reverse("accounts:profile")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The chosen language counts at once."""
        response = super().post(request, *args, **kwargs)
        if response.status_code in (204, 302):
            response.delete_cookie("callout_language")
        return response


class SignOutEverywhere(View):
    """End all one's own sessions but this one."""

    signed_in = True

    def post(self, request: HttpRequest) -> HttpResponse:
        """Say how many ended."""
        user: Any = request.user
        ended = services.end_sessions(actor=user, user=user, keep=request.session.session_key or "")
        notify(request, _("Signed out elsewhere: %(n)d.") % {"n": ended})
        return HttpResponseRedirect(reverse("accounts:profile"))


class UserCreate(FormPage):
    """A new person."""

    permission = USERS_MANAGE
    form_class = UserForm
    title = gettext_lazy("New person")
    submit = gettext_lazy("Create person")

    def cancel_url(self) -> str:
        """The list."""
        return reverse("accounts:users")

    def save(self, form: Any) -> str:
        """Create, then show the first password once."""
        actor: Any = self.request.user
        user, password = services.create_user(actor=actor, **form.cleaned_data)
        self.request.session["first_password"] = {"user": user.pk, "password": password}
        if not actor.scope_for(USERS_MANAGE).everything:
            return reverse("accounts:grant", args=[user.pk])
        return reverse("accounts:user", args=[user.pk])


class UserDetail(View):
    """One person: roles, safety, what changed."""

    permission = USERS_MANAGE

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page."""
        viewer: Any = request.user
        person = get_object_or_404(with_two_factor(visible_users(viewer)), pk=pk)
        shown = request.session.pop("first_password", None)
        changes = list(AuditEntry.objects.filter(table="accounts_user", row=str(person.pk)).order_by("-id")[:LAST])
        context = {
            "person": person,
            "memberships": list(person.memberships.select_related("role", "region", "outlet").order_by("pk")),
            "sessions": len(sessions_of(person)),
            "password": shown["password"] if shown and shown["user"] == person.pk else "",
            "changes": changes,
        }
        response = render(request, "accounts/user.html", context)
        response["Cache-Control"] = "no-store"
        return response


class _OfUser(FormPage):
    permission = USERS_MANAGE

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """404 before any form is shown."""
        self.person  # noqa: B018 - looked up once, then kept
        return super().dispatch(request, *args, **kwargs)

    @property
    def actor(self) -> Any:
        """Who manages."""
        return self.request.user

    @cached_property
    def person(self) -> User:
        """The person of the address; one without a role is open to every manager."""
        rows = visible_users(self.actor) | User.objects.filter(memberships=None)
        return get_object_or_404(rows.distinct(), pk=self.kwargs["pk"])

    def cancel_url(self) -> str:
        """The person's page."""
        return reverse("accounts:user", args=[self.kwargs["pk"]])


class UserEdit(_OfUser):
    """Change a person."""

    form_class = ChangeUserForm
    title = gettext_lazy("Change person")
    submit = gettext_lazy("Save")

    def form_kwargs(self) -> dict[str, Any]:
        """Filled with the person."""
        return {"instance": self.person}

    def save(self, form: Any) -> str:
        """Save and show the person."""
        services.change_user(actor=self.actor, user=User.objects.get(pk=self.person.pk), given=form.cleaned_data)
        notify(self.request, _("Saved."))
        return self.cancel_url()


class Grant(_OfUser):
    """Give a role."""

    form_class = GrantForm
    title = gettext_lazy("Give a role")
    submit = gettext_lazy("Give role")

    def form_kwargs(self) -> dict[str, Any]:
        """Only units the manager reaches."""
        return {"user": self.actor}

    def save(self, form: Any) -> str:
        """Give it and show the person."""
        services.grant(actor=self.actor, user=self.person, **form.cleaned_data)
        notify(self.request, _("Role given."))
        return self.cancel_url()


class _UserAction(View, ABC):
    permission = USERS_MANAGE

    @abstractmethod
    def act(self, request: HttpRequest, actor: Any, person: User) -> str:
        """The service call; returns what to say."""

    def post(self, request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
        """Do it and go back to the person."""
        actor: Any = request.user
        person = get_object_or_404(visible_users(actor), pk=pk)
        try:
            notify(request, self.act(request, actor, person))
        except BusinessError as error:
            notify(request, str(error.message), level="error")
        return HttpResponseRedirect(reverse("accounts:user", args=[pk]))


class Revoke(_UserAction):
    """Take a role away."""

    def act(self, request: HttpRequest, actor: Any, person: User) -> str:
        """Revoke."""
        row = get_object_or_404(
            Membership.objects.select_related("role", "region", "outlet"), pk=self.kwargs["membership"], user=person
        )
        services.revoke(actor=actor, membership=row)
        return _("Role taken away.")


class NewPassword(_UserAction):
    """A fresh first password."""

    def act(self, request: HttpRequest, actor: Any, person: User) -> str:
        """Made and shown once."""
        request.session["first_password"] = {
            "user": person.pk,
            "password": services.new_password(actor=actor, user=person),
        }
        return _("New password made; all sessions ended.")


class ResetTwoFactor(_UserAction):
    """The phone is lost."""

    def act(self, request: HttpRequest, actor: Any, person: User) -> str:
        """Remove the second factor."""
        services.reset_two_factor(actor=actor, user=person)
        return _("The second factor is removed.")


class EndSessions(_UserAction):
    """Sign somebody out everywhere."""

    def act(self, request: HttpRequest, actor: Any, person: User) -> str:
        """End the sessions."""
        keep = request.session.session_key or "" if person.pk == actor.pk else ""
        return _("Sessions ended: %(n)d.") % {"n": services.end_sessions(actor=actor, user=person, keep=keep)}


class Roles(View):
    """Who may do what: permissions by roles."""

    permission = USERS_MANAGE

    def get(self, request: HttpRequest) -> HttpResponse:
        """The matrix."""
        roles = list(Role.objects.order_by("-built_in", "pk"))
        rows = [(each, [each.code in role.permissions for role in roles]) for each in PERMISSIONS.values()]
        return render(request, "accounts/roles.html", {"roles": roles, "rows": rows})


class RoleDelete(View):
    """Remove a role of one's own that nobody holds."""

    permission = USERS_MANAGE

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Remove it, or say why not."""
        actor: Any = request.user
        if not actor.scope_for(USERS_MANAGE).everything:
            raise Http404
        try:
            services.delete_role(actor=actor, role=get_object_or_404(Role, pk=pk))
            notify(request, _("Role removed."))
        except BusinessError as error:
            notify(request, str(error.message), level="error")
        return HttpResponseRedirect(reverse("accounts:roles"))


class RoleEdit(FormPage):
    """A role."""

    permission = USERS_MANAGE
    form_class = RoleForm
    title = gettext_lazy("Role")
    submit = gettext_lazy("Save role")

    @cached_property
    def role(self) -> Role:
        """The role of the address, or a fresh one.

        Roles count everywhere, so only who reaches everything changes them.
        """
        user: Any = self.request.user
        if not user.scope_for(USERS_MANAGE).everything:
            raise Http404
        return get_object_or_404(Role, pk=self.kwargs["pk"]) if "pk" in self.kwargs else Role()

    def form_kwargs(self) -> dict[str, Any]:
        """Filled with the role."""
        return {"instance": self.role}

    def cancel_url(self) -> str:
        """The matrix."""
        return reverse("accounts:roles")

    def save(self, form: Any) -> str:
        """Save and show the matrix."""
        actor: Any = self.request.user
        services.save_role(
            actor=actor, role=Role.objects.filter(pk=self.role.pk).first() or Role(), **form.cleaned_data
        )
        notify(self.request, _("Saved."))
        return self.cancel_url()
