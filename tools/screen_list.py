"""The screens of which ``tools.screens`` takes pictures, and how to get to each from a sign-in with a demo account."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

Lead = Callable[[Page, str], None]


def _stay(_page: Page, _language: str) -> None:
    """The address shows it already."""


def _idle(page: Page) -> None:
    page.wait_for_timeout(300)


def follow(selector: str, nth: int = 0) -> Lead:
    """Go where the n-th such link leads."""

    def lead(page: Page, _language: str) -> None:
        page.goto(page.locator(selector).nth(nth).get_attribute("href") or "")

    return lead


def press(*keys: str) -> Lead:
    """Keys, one after the other."""

    def lead(page: Page, _language: str) -> None:
        for key in keys:
            page.keyboard.press(key)
            _idle(page)

    return lead


def click(*selectors: str) -> Lead:
    """Clicks, one after the other."""

    def lead(page: Page, _language: str) -> None:
        for selector in selectors:
            page.locator(selector).first.click()
            _idle(page)

    return lead


def then(*leads: Lead) -> Lead:
    """One after the other."""

    def lead(page: Page, language: str) -> None:
        for each in leads:
            each(page, language)

    return lead


def mailed(pattern: str) -> Lead:
    """Open the newest link of this form that the message log holds, as its receiver does."""

    def lead(page: Page, _language: str) -> None:
        for href in page.locator("td a[href^='/messages/']").evaluate_all(
            "all => all.map(a => a.getAttribute('href'))"
        ):
            page.goto(href)
            page.locator("main [hx-post*='/personal/reveal/message/']").last.click()
            _idle(page)
            found = re.search(pattern, page.locator("main").inner_text())
            if found:
                page.goto(re.sub(r"^https?://[^/]+", "", found[0]))
                return
        raise LookupError(f"no message holds {pattern}")

    return lead


SAID = {"zh": "开机十来分钟就不制冷，面板闪 E4，外机不转", "en": "Not cooling after ten minutes, the panel flashes E4"}


def _hang_up(page: Page, _language: str) -> None:
    """End the call of an earlier picture and drop what was typed."""
    page.wait_for_timeout(500)
    if page.locator(".callbar").count():
        page.keyboard.press("F8")
        _idle(page)
        page.goto("/desk/")


def _call(page: Page, language: str) -> None:
    """A call is taken and half typed."""
    _hang_up(page, language)
    page.locator("[data-simulate='1']").click()
    page.locator("#request").wait_for()
    page.keyboard.press("F6")
    page.locator(".callbar:not([data-ringing])").wait_for()
    page.locator("#file input[name=asset]").first.evaluate("input => input.click()")
    page.locator("[name=description]").fill(SAID[language])
    page.wait_for_timeout(1500)


def _search(text: str) -> Lead:
    def lead(page: Page, _language: str) -> None:
        page.keyboard.press("Control+k")
        page.locator("#palette-q").fill(text)
        page.wait_for_timeout(600)

    return lead


def _pin(page: Page, _language: str) -> None:
    """A new phone asks for a PIN."""
    page.locator("#pin").wait_for()


def _field(page: Page, _language: str) -> None:
    """Type the PIN, on a new phone twice, and wait for the first data."""
    order = page.locator("a[href*='/field/order/']")
    order.or_(page.locator("#pin")).first.wait_for()
    for box in page.locator("#pin, #pin2").all():
        box.fill("135790")
    if page.locator("#pin").count():
        page.locator("form button").first.click()
    order.first.wait_for()
    page.wait_for_timeout(1000)


def _field_page(page: Page, _language: str) -> None:
    """A page of the app that is not the day."""
    page.locator("#pin").or_(page.locator("main")).first.wait_for()
    for box in page.locator("#pin, #pin2").all():
        box.fill("135790")
    if page.locator("#pin").count():
        page.locator("form button").first.click()
    page.locator(".top").first.wait_for()
    page.wait_for_timeout(1500)


@dataclass(frozen=True)
class Screen:
    """One screen: whose account, where it begins, what to do there.

    ``role``: English name of the demo account, or nobody.
    """

    name: str
    role: str
    path: str
    lead: Lead = _stay
    devices: tuple[str, ...] = ()
    whole: bool = False


ROW = "table.list tbody a[href]"
PHONE, DESKTOP = ("phone",), ("desktop",)
AGENT, DISPATCHER, MANAGER, ENGINEER = "Agent", "Dispatcher", "Manager", "Engineer"
CLERK, KEEPER, ADMIN = "Call-back clerk", "Store keeper", "Administrator"

SCREENS = (
    Screen("sign-in", "", "/accounts/login/"),
    Screen("sign-in-forgotten", "", "/accounts/password/reset/"),
    Screen("morning", MANAGER, "/morning/", whole=True),
    Screen("failures", MANAGER, "/reports/failures/", whole=True),
    Screen("outlets-compared", MANAGER, "/reports/outlets/", whole=True),
    Screen("desk-idle", AGENT, "/desk/", _hang_up),
    Screen("desk", AGENT, "/desk/", _call),
    Screen("customer-new", AGENT, "/desk/customers/new/"),
    Screen("cases", AGENT, "/cases/"),
    Screen("cases-empty", AGENT, "/cases/?q=zzzzzz"),
    Screen("case", AGENT, "/cases/", follow(ROW), whole=True),
    Screen("case-today", AGENT, "/cases/?q=6207", follow(ROW)),
    Screen("case-closed", MANAGER, "/cases/?tab=all&state=closed", follow(ROW), whole=True),
    Screen("case-receipt", AGENT, "/cases/", then(follow(ROW), follow("a[href$='/clocks/']")), whole=True),
    Screen("case-hold", AGENT, "/cases/", then(follow(ROW), click("a[href$='/wait/']"))),
    Screen("calls", AGENT, "/calls/"),
    Screen("customers", AGENT, "/customers/"),
    Screen("customer", AGENT, "/customers/", follow(ROW), whole=True),
    Screen("assets", AGENT, "/assets/"),
    Screen("asset", AGENT, "/assets/", follow(ROW), whole=True),
    Screen("palette", AGENT, "/cases/", _search("6207")),
    Screen("keys", AGENT, "/cases/", press("?"), DESKTOP),
    Screen("orders", DISPATCHER, "/orders/"),
    Screen("orders-filter", DISPATCHER, "/orders/", press("f")),
    Screen("order", DISPATCHER, "/orders/?tab=open", follow(ROW), whole=True),
    Screen("order-done", DISPATCHER, "/orders/?tab=all&state=completed&state=posted", follow(ROW), whole=True),
    Screen(
        "order-assign", DISPATCHER, "/orders/", then(follow(ROW), click("[hx-get*='/move/'], [hx-get$='/assign/']"))
    ),
    Screen("dispatch", DISPATCHER, "/dispatch/"),
    Screen("dispatch-list", DISPATCHER, "/dispatch/list/"),
    Screen("needs-a-person", MANAGER, "/dispatch/escalations/"),
    Screen("proposals", DISPATCHER, "/dispatch/proposals/"),
    Screen("on-offer", DISPATCHER, "/dispatch/pool/"),
    Screen("policies", ADMIN, "/dispatch/policies/"),
    Screen("policy", ADMIN, "/dispatch/policies/", follow(ROW), whole=True),
    Screen("outlets", DISPATCHER, "/outlets/"),
    Screen("outlet", DISPATCHER, "/outlets/", follow(ROW), whole=True),
    Screen("engineers", DISPATCHER, "/engineers/"),
    Screen("engineer", DISPATCHER, "/engineers/", follow(ROW), whole=True),
    Screen("callbacks", CLERK, "/callbacks/"),
    Screen("callback", CLERK, "/callbacks/", follow(ROW), whole=True),
    Screen("parts", KEEPER, "/parts/"),
    Screen("part", KEEPER, "/parts/", follow(ROW), whole=True),
    Screen("stores", KEEPER, "/parts/stores/"),
    Screen("store", KEEPER, "/parts/stores/", follow(ROW), whole=True),
    Screen("movements", KEEPER, "/parts/movements/"),
    Screen("part-requests", KEEPER, "/parts/requests/"),
    Screen("part-request", KEEPER, "/parts/requests/", follow(ROW), whole=True),
    Screen("part-new", KEEPER, "/parts/new/"),
    Screen("agreements", ADMIN, "/agreements/"),
    Screen("agreement", ADMIN, "/agreements/", follow(ROW), whole=True),
    Screen("levels", ADMIN, "/service-levels/"),
    Screen("level", ADMIN, "/service-levels/", follow(ROW), whole=True),
    Screen("calendars", ADMIN, "/calendars/"),
    Screen("calendar", ADMIN, "/calendars/", follow(ROW), whole=True),
    Screen("categories", ADMIN, "/catalogue/"),
    Screen("products", ADMIN, "/catalogue/products/"),
    Screen("code-sets", ADMIN, "/catalogue/codes/"),
    Screen("code-set", ADMIN, "/catalogue/codes/", follow(ROW), whole=True),
    Screen("staff", ADMIN, "/people/"),
    Screen("person", ADMIN, "/people/", follow(ROW), whole=True),
    Screen("person-new", ADMIN, "/people/new/"),
    Screen("roles", ADMIN, "/roles/", whole=True),
    Screen("role-new", ADMIN, "/roles/new/", whole=True),
    Screen("regions", ADMIN, "/regions/"),
    Screen("shifts", ADMIN, "/shifts/"),
    Screen("audit", ADMIN, "/audit/"),
    Screen("looks", ADMIN, "/audit/looks/"),
    Screen("messages", ADMIN, "/messages/"),
    Screen("message", ADMIN, "/messages/", follow(ROW)),
    Screen("message-group", ADMIN, "/messages/group/"),
    Screen("message-texts", ADMIN, "/messages/texts/"),
    Screen("message-text", ADMIN, "/messages/texts/", follow(ROW), whole=True),
    Screen("imports", ADMIN, "/imports/"),
    Screen("import-new", ADMIN, "/imports/new/"),
    Screen("webhooks", ADMIN, "/webhooks/"),
    Screen("webhook-new", ADMIN, "/webhooks/new/"),
    Screen("deliveries", ADMIN, "/webhooks/deliveries/"),
    Screen("tokens", ADMIN, "/tokens/"),
    Screen("token-new", ADMIN, "/tokens/new/"),
    Screen("api", ADMIN, "/api/docs"),
    Screen("health", ADMIN, "/health/", whole=True),
    Screen("components", ADMIN, "/ui/", whole=True),
    Screen("profile", AGENT, "/profile/", whole=True),
    Screen("two-factor", AGENT, "/accounts/2fa/"),
    Screen("chats", AGENT, "/chats/"),
    Screen("team-chat", AGENT, "/chats/", follow(".rooms a")),
    Screen("notices", AGENT, "/cases/", click("[popovertarget=notifications]")),
    Screen("not-found", AGENT, "/nothing-here/"),
    Screen("denied", AGENT, "/people/"),
    Screen("request", "", "/request/", whole=True),
    Screen("tracking", ADMIN, "/messages/?tab=customers", mailed(r"https?://\S+/t/[\w\-:.]+"), whole=True),
    Screen("survey", ADMIN, "/messages/?tab=customers", mailed(r"https?://\S+/s/[\w\-:.]+"), whole=True),
    Screen("field-pin", ENGINEER, "/field/", _pin, PHONE),
    Screen("field-today", ENGINEER, "/field/", _field, PHONE),
    Screen("field-order", ENGINEER, "/field/", then(_field, click("a[href*='/field/order/']")), PHONE),
    Screen("field-chats", ENGINEER, "/field/chats", _field_page, PHONE),
    Screen("field-team", ENGINEER, "/field/team", _field_page, PHONE),
    Screen(
        "field-diagnosis",
        ENGINEER,
        "/field/",
        then(_field, click("a[href*='/field/order/']", "a[href$='/diagnosis']")),
        PHONE,
    ),
)

# (screen, device, theme) for README and guide
PUBLISHED = (
    ("desk", "desktop", "light"),
    ("case-today", "desktop", "light"),
    ("dispatch", "desktop", "light"),
    ("morning", "desktop", "light"),
    ("orders", "desktop", "dark"),
    ("callback", "desktop", "light"),
    ("failures", "desktop", "light"),
    ("field-today", "phone", "light"),
    ("field-order", "phone", "light"),
    ("tracking", "phone", "light"),
)
