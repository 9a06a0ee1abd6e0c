"""People, roles, the audit trail and the first page."""

from __future__ import annotations

from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from callout import testing
from callout.accounts import services
from callout.accounts.models import Membership, Role, User
from callout.customers.models import Customer
from callout.foundation.actions import business_action
from callout.foundation.errors import BusinessError, NotAllowed
from callout.foundation.models import AuditEntry
from callout.foundation.ui.testing import assert_rows_cost_nothing
from callout.workforce import services as workforce

pytestmark = pytest.mark.django_db


def signed_in(person: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client


@pytest.mark.parametrize("name", ["users", "audit", "reveals"])
def test_lists_cost_the_same_for_one_row_and_for_many(name: str) -> None:
    town = testing.town()
    client = signed_in(testing.user("administrator"))

    def grow() -> None:
        for _ in range(13):
            testing.user("agent", region=town.region)

    grow()  # fills the page: the audit trail asks once for each kind of thing on it
    assert_rows_cost_nothing(client, reverse(f"accounts:{name}"), grow, most=12)


def test_a_new_person_gets_a_password_once_and_a_role() -> None:
    town = testing.town()
    admin = testing.user("administrator")
    client = signed_in(admin)
    answer = client.post(
        reverse("accounts:user-create"),
        {"username": "3001", "full_name": "何伟", "phone": "13800001111", "language": "en"},
        follow=True,
    )
    page = answer.content.decode()
    person = User.objects.get(username="3001")
    password = answer.context["password"]
    assert len(password) == 14
    assert password in page
    assert person.check_password(password)
    assert password not in client.get(reverse("accounts:user", args=[person.pk])).content.decode()
    assert "13800001111" not in page
    client.post(
        reverse("accounts:grant", args=[person.pk]),
        {"role": testing.role("dispatcher").pk, "region": town.region.pk, "outlet": ""},
    )
    assert person.may("orders.dispatch")
    taken = client.post(reverse("accounts:user-create"), {"username": "3001", "full_name": "X"})
    assert taken.status_code == 422


def test_nobody_gives_away_more_than_he_holds() -> None:
    town, other = testing.town(), testing.town("宁波")
    local = Role.objects.create(
        code="local", name_zh="区域管理", name_en="Local", permissions=["users.manage", "orders.view"]
    )
    manager, person = testing.user("agent"), testing.user("agent")
    manager.memberships.all().delete()
    Membership.objects.create(user=manager, role=local, region=town.region)
    viewer = Role.objects.create(code="viewer", name_zh="看", name_en="Viewer", permissions=["orders.view"])
    assert services.grant(actor=manager, user=person, role=viewer, region=town.region)
    for role, region, code in (
        (viewer, other.region, "unit_outside"),
        (viewer, None, "unit_outside"),
        (testing.role("dispatcher"), town.region, "role_above"),
    ):
        with pytest.raises(NotAllowed) as refusal:
            services.grant(actor=manager, user=person, role=role, region=region)
        assert refusal.value.code == code
    with pytest.raises(NotAllowed):
        services.save_role(
            actor=manager,
            role=viewer,
            name_zh="看",
            name_en="Viewer",
            own_only=False,
            permissions=["orders.view", "audit.view"],
        )
    stranger = testing.user("agent", region=other.region)
    assert signed_in(manager).get(reverse("accounts:user", args=[stranger.pk])).status_code == 404
    assert signed_in(manager).get(reverse("accounts:role-edit", args=[viewer.pk])).status_code == 404


def test_the_last_manager_stays() -> None:
    admin = testing.user("administrator")
    membership = admin.memberships.get()
    with pytest.raises(BusinessError) as refusal:
        services.revoke(actor=admin, membership=membership)
    assert refusal.value.code == "last_manager"
    with pytest.raises(BusinessError):
        services.change_user(actor=admin, user=admin, given={"is_active": False})
    testing.user("administrator")
    services.revoke(actor=None, membership=membership)
    assert not User.objects.get(pk=admin.pk).may("users.manage")


def test_signing_out_everywhere_ends_the_other_sessions() -> None:
    person = testing.user("agent")
    here, there = signed_in(person), signed_in(person)
    assert Session.objects.count() == 2
    here.post(reverse("accounts:sign-out-everywhere"))
    assert here.get(reverse("accounts:profile")).status_code == 200
    assert there.get(reverse("accounts:profile")).status_code == 302


def test_a_closed_account_is_out_at_once() -> None:
    admin, person = testing.user("administrator"), testing.user("agent")
    client = signed_in(person)
    given = {"full_name": "新名", "phone": "", "email": "", "language": ""}
    signed_in(admin).post(reverse("accounts:user-edit", args=[person.pk]), given)
    assert client.get(reverse("accounts:profile")).status_code == 302
    person.refresh_from_db()
    assert (person.is_active, person.full_name) == (False, "新名")


def test_own_settings_are_saved_and_the_language_counts_at_once() -> None:
    person = testing.user("agent")
    client = signed_in(person)
    client.cookies["callout_language"] = "zh-hans"
    answer = client.post(
        reverse("accounts:profile"),
        {"phone": "13900002222", "email": "", "language": "en", "theme": "dark"},
        follow=True,
    )
    person.refresh_from_db()
    assert (person.language, person.theme, person.phone) == ("en", "dark", "13900002222")
    assert "My account" in answer.content.decode()


def test_the_matrix_shows_and_changes_what_a_role_may() -> None:
    client = signed_in(testing.user("administrator"))
    role = testing.role("store_keeper")
    page = client.get(reverse("accounts:roles")).content.decode()
    assert "Store keeper" in page
    url = reverse("accounts:role-edit", args=[role.pk])
    client.post(url, {"name_zh": "库管", "name_en": "Keeper", "permissions": ["parts.view", "parts.edit"]})
    role.refresh_from_db()
    assert (role.name_en, role.permissions) == ("Keeper", ["parts.edit", "parts.view"])
    client.post(
        reverse("accounts:role-create"), {"code": "guest", "name_zh": "访客", "name_en": "Guest", "permissions": []}
    )
    guest = Role.objects.get(code="guest")
    for each in (role, guest):
        client.post(reverse("accounts:role-delete", args=[each.pk]))
    assert list(Role.objects.filter(pk__in=[role.pk, guest.pk])) == [role]


def test_the_audit_trail_says_who_changed_what_and_hides_personal_data() -> None:
    town = testing.town()
    engineer = town.engineer("周建国")
    admin = testing.user("administrator", name="赵磊")
    town.customer.phone, town.customer.name = "13700009999", "张立平"
    rename(actor=admin, customer=town.customer)
    second = testing.town("宁波").outlet
    workforce.save_engineer(actor=admin, engineer=engineer, given={"outlet": second})
    page = signed_in(admin).get(reverse("accounts:audit"), {"operation": "U"}).content.decode()
    assert AuditEntry.objects.filter(table="customers_customer", changes__has_key="phone").exists()
    for shown in ("赵磊", "张丽萍", "张立平", f"{town.outlet.name_en}</span> → {second.name_en}"):
        assert shown in page, shown
    assert "13700009999" not in page
    answer = signed_in(admin).get(reverse("accounts:audit"), {"operation": "U", "export": "csv"})
    file = read(answer)
    assert f"{town.outlet.name_en} → {second.name_en}" in file
    assert "13700009999" not in file


def read(answer: Any) -> str:
    """A streamed file as an ASGI server sends it."""

    async def whole() -> bytes:
        return b"".join([part async for part in answer])

    return async_to_sync(whole)().decode()


@business_action
def rename(*, actor: User, customer: Customer) -> None:
    """A change as a service makes it."""
    customer.save()


def test_a_regional_auditor_sees_his_region_only() -> None:
    town, other = testing.town(), testing.town("宁波")
    here, there = (
        testing.user("dispatcher", region=town.region, name="本地"),
        testing.user("dispatcher", region=other.region, name="外地"),
    )
    for person in (here, there):
        services.change_user(actor=person, user=person, given={"theme": "dark"})
    page = signed_in(testing.user("manager", region=town.region)).get(reverse("accounts:audit")).content.decode()
    assert "本地" in page
    assert "外地" not in page


@pytest.mark.parametrize(
    ("role", "address"),
    [
        ("dispatcher", "/dispatch/"),
        ("store_keeper", "/parts/"),
        ("engineer", "/field/"),
        ("manager", "/morning/"),
        ("agent", "/desk/"),
    ],
)
def test_everybody_starts_where_his_work_is(role: str, address: str) -> None:
    assert signed_in(testing.user(role)).get("/").headers["Location"] == address


def test_demo_accounts_open_only_in_a_demo(settings: Any) -> None:
    person = testing.user("agent")
    person.demo_label = "agent"
    person.save()
    client = Client()
    settings.DEMO = False
    assert client.post("/demo-sign-in/", {"username": person.username}).status_code == 404
    settings.DEMO = True
    assert client.post("/demo-sign-in/", {"username": testing.user("administrator").username}).status_code == 404
    assert client.get("/demo-sign-in/").status_code == 405
    answer = client.post("/demo-sign-in/", {"username": person.username, "next": "https://evil.example/"})
    assert answer.headers["Location"] == "/"
    assert client.session["_auth_user_id"] == str(person.pk)
