"""The page, the worker and the manifest load for anybody and hold no data."""

from __future__ import annotations

import json

import pytest

from callout.field import views

pytestmark = pytest.mark.django_db


@pytest.fixture
def built(tmp_path, monkeypatch):
    """A finished front-end build."""
    (tmp_path / "manifest.json").write_text(
        json.dumps({views.ENTRY: {"file": "field/main-1.js", "css": ["field/main-1.css"]}})
    )
    (tmp_path / "field-sw.js").write_text("self.version = 1")
    monkeypatch.setattr(views.finders, "find", lambda name: str(tmp_path / name.removeprefix("build/")))
    return tmp_path


@pytest.mark.parametrize("path", ["/field/", "/field/order/7f6d9ea7-0000-4000-8000-000000000000/record", "/field/me"])
def test_every_address_of_the_app_gives_the_shell(client, built, path):
    response = client.get(path, headers={"accept-language": "en"})
    page = response.content.decode()
    assert response.status_code == 200
    assert '<html lang="en">' in page
    assert '<script type="module" src="/static/build/field/main-1.js">' in page
    assert "style=" not in page
    assert "csrftoken" in response.cookies


def test_the_worker_may_control_the_app_and_is_always_checked(client, built):
    response = client.get("/field/sw.js")
    assert response.headers["Service-Worker-Allowed"] == "/field/"
    assert response.headers["Cache-Control"] == "no-cache"
    assert response.headers["Content-Type"].startswith("text/javascript")


def test_the_manifest_makes_it_installable(client):
    manifest = client.get("/field/manifest.webmanifest", headers={"accept-language": "zh-CN"}).json()
    assert (manifest["start_url"], manifest["scope"], manifest["display"]) == ("/field/", "/field/", "standalone")
    assert {icon["sizes"] for icon in manifest["icons"]} == {"192x192", "512x512"}


def test_without_a_build_the_page_says_how_to_make_one(client, monkeypatch):
    monkeypatch.setattr(views.finders, "find", lambda name: None)
    response = client.get("/field/")
    assert (response.status_code, "npm run build" in response.content.decode()) == (503, True)
    assert client.get("/field/sw.js").status_code == 503
