"""An administrator opens the doors: a token for the ERP, and last year's cases from a file. In both languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from callout import testing
from callout.cases.models import Case
from e2e.site import Site

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = {
    "zh": {"create": "创建令牌", "upload": "上传", "check": "检查", "import": "导入",
           "checked": "已检查", "done": "已导入"},
    "en": {"create": "Create token", "upload": "Upload", "check": "Check", "import": "Import", "checked": "Checked",
           "done": "Imported"},
}  # fmt: skip


@pytest.fixture(params=["zh", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_a_token_is_shown_once(open_page: Callable[..., Page], language: str) -> None:
    page, words = open_page(testing.user("administrator", name="林主任"), language), WORDS[language]
    page.goto("/tokens/new/")
    page.locator("[name=name]").fill("ERP")
    page.locator("[name=user]").select_option(index=1)
    page.locator("[name=permissions][value='cases.view']").check()
    page.get_by_role("button", name=re.compile(words["create"])).click()
    expect(page.locator("#secret")).to_have_text(re.compile(r"^co_\w{8}_"))
    page.reload()
    expect(page.locator("#secret")).to_have_count(0)


def test_a_file_is_checked_and_imported_while_it_is_watched(
    open_page: Callable[..., Page], live_site: Site, tmp_path: Path, language: str
) -> None:
    testing.town()
    page, words = open_page(testing.user("administrator", name="林主任"), language), WORDS[language]
    file = tmp_path / "old.csv"
    rows = [f"{n},2016-08-24 09:25,2016-08-24 15:58,王先生,不制冷" for n in range(1, 121)]
    file.write_text("\n".join(["编号,开始时间,结束时间,客户,故障现象", *rows, "121,昨天,,王先生,x"]), "utf-8")
    live_site.worker()
    page.goto("/imports/new/")
    page.locator("[name=file]").set_input_files(file)
    page.get_by_role("button", name=re.compile(words["upload"])).click()
    page.locator("[name=create]").check()
    for name, value in (("city", "杭州"), ("latitude", "30.28"), ("longitude", "120.15")):
        page.locator(f"[name={name}]").fill(value)
    page.get_by_role("button", name=words["check"], exact=True).click()
    expect(page.locator("#state").get_by_text(words["checked"], exact=True)).to_be_visible(timeout=60_000)
    assert not Case.objects.exists()
    page.reload()
    expect(page.get_by_text("昨天").first).to_be_visible()
    page.locator("[name=action][value=import]").click()
    expect(page.locator("#state").get_by_text(words["done"], exact=True)).to_be_visible(timeout=60_000)
    assert Case.objects.filter(state="closed").count() == 120
