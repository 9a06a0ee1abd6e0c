"""Phones: registered with a session, known by a token, revoked and wiped."""

from __future__ import annotations

import pytest
from django.test import Client

from callout import testing
from callout.field import devices
from callout.field.models import Device

pytestmark = pytest.mark.django_db


def register(user):
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client, client.post("/field/api/devices", {"name": "Pixel"}, content_type="application/json")


def test_a_signed_in_engineer_registers_a_phone(engineer):
    client, response = register(engineer.user)
    assert response.status_code == 201
    token = response.json()["token"]
    device = Device.objects.get(uid=response.json()["device"])
    assert device.engineer == engineer
    assert token not in device.token_hash
    assert client.get("/field/api/session").json()["engineer"] == engineer.user.username
    answer = Client(headers={"authorization": f"Device {token}"}).get("/field/api/bundle")
    assert answer.status_code == 200


def test_registration_needs_the_csrf_token(engineer):
    client = Client(enforce_csrf_checks=True)
    client.force_login(engineer.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post("/field/api/devices", "{}", content_type="application/json").status_code == 403


def test_others_cannot_register(db):
    _client, response = register(testing.user("agent"))
    assert response.status_code == 403
    assert Client().post("/field/api/devices", {}).status_code == 302
    assert Device.objects.count() == 0


@pytest.mark.parametrize("header", ["", "Device ", "Device nonsense", "Bearer nonsense", "Basic dXNlcg=="])
def test_no_valid_token_is_a_401_and_never_a_redirect(db, header):
    for method, path in [
        ("get", "bundle"),
        ("post", "commands"),
        ("put", "files/7f6d9ea7-0000-4000-8000-000000000000"),
    ]:
        response = getattr(Client(headers={"authorization": header}), method)(f"/field/api/{path}")
        assert (response.status_code, response.json()["code"]) == (401, "device_unknown")


def test_a_session_alone_does_not_open_the_field_api(engineer):
    client, _response = register(engineer.user)
    assert client.get("/field/api/bundle").status_code == 401


def test_a_lost_phone_is_told_to_wipe_itself_and_confirms(phone, visit):
    device = Device.objects.get()
    assert phone.client.post(f"/field/api/phones/{device.uid}/wiped").status_code == 200
    device.refresh_from_db()
    assert device.wiped_at is None, "a phone that was not revoked has nothing to confirm"
    devices.revoke(actor=None, device=device)
    response = phone.client.get("/field/api/bundle")
    assert (response.status_code, response.json()["code"], response.json()["wipe"]) == (410, "device_revoked", True)
    phone.client.post(f"/field/api/phones/{device.uid}/wiped")
    device.refresh_from_db()
    assert device.wiped_at


def test_signing_out_ends_the_token(phone):
    assert phone.client.post("/field/api/sign-out").status_code == 200
    assert phone.client.get("/field/api/bundle").status_code == 410


def test_a_person_who_left_is_refused(phone):
    user = phone.engineer.user
    user.is_active = False
    user.save()
    response = phone.client.get("/field/api/bundle")
    assert (response.status_code, response.json()["code"]) == (403, "not_an_engineer")


def test_answers_carry_the_servers_time(phone):
    from time import time

    assert abs(phone.bundle()["server_ms"] / 1000 - time()) < 5


def test_the_office_signs_a_lost_phone_out(client, phone, town):
    device = Device.objects.get()
    manager = testing.user("manager", region=town.region)
    client.force_login(manager, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(f"/engineers/{phone.engineer.pk}/", headers={"accept-language": "en"}).content.decode()
    assert f"/field/phones/{device.uid}/revoke/" in page
    question = client.get(f"/field/phones/{device.uid}/revoke/", headers={"accept-language": "en"}).content.decode()
    assert "Sign out the phone of 陈志远?" in question
    client.post(f"/field/phones/{device.uid}/revoke/")
    assert phone.client.get("/field/api/bundle").status_code == 410


def test_another_regions_manager_cannot(client, phone):
    elsewhere = testing.user("manager", region=testing.town("南京").region)
    client.force_login(elsewhere, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post(f"/field/phones/{Device.objects.get().uid}/revoke/").status_code == 404
    assert phone.client.get("/field/api/bundle").status_code == 200


def test_a_forgotten_pin_is_settled_by_signing_in(phone, town):
    client, response = register(phone.engineer.user)
    body = response.json()
    path = f"/field/api/phones/{body['device']}/recovery"
    assert client.post(path).json()["recovery"] == body["recovery"]
    other = Client()
    other.force_login(town.engineer("李").user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert (other.post(path).status_code, other.post(path).json()["code"]) == (404, "device_not_yours")
    assert Client().post(path).status_code == 302
    devices.revoke(actor=None, device=Device.objects.get(uid=body["device"]))
    assert (client.post(path).status_code, client.post(path).json()["code"]) == (410, "device_revoked")
    assert Device.objects.get(uid=body["device"]).recovery == "", "without it the phone's data stay closed"


def test_a_locked_phone_learns_that_it_must_wipe_itself(phone):
    device = Device.objects.get()
    assert Client().get(f"/field/api/phones/{device.uid}").status_code == 200
    devices.revoke(actor=None, device=device)
    assert Client().get(f"/field/api/phones/{device.uid}").status_code == 410
    unknown = Client().get("/field/api/phones/7f6d9ea7-0000-4000-8000-000000000000")
    assert (unknown.status_code, unknown.json()["code"]) == (401, "device_unknown")
