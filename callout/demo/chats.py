"""What desk and engineers say about today's visits, and what the teams of the outlets write to each other."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from random import Random

from django.utils import timezone
from PIL import Image, ImageDraw

from callout.accounts.models import Outlet, User
from callout.chat import services
from callout.chat.rooms import Room
from callout.workorders.models import ACTIVE_BOOKING_STATES, Booking

CASES, TEAMS = 24, 8
ABOUT_CASES = (
    (
        ("desk", "客户说六点以后才有人在家，能晚点到吗？"),
        ("field", "可以，前一家预计五点半结束。"),
        ("desk", "好，我跟客户说六点到六点半。"),
    ),
    (
        ("field", "现场看是进水压力低，先量一下总阀。"),
        ("desk", "收到。小区物业电话发你短信了。"),
        ("picture", "压力表读数在这。"),
    ),
    (("desk", "这台去年十月修过一次，换的同一个件，注意看下原因。"), ("field", "好，换之前我先拍照留底。")),
    (("field", "门禁刷不开，客户电话没人接。"), ("desk", "我这边打通了，客户五分钟后下楼。")),
    (("desk", "客户补充：晚上十点后声音更大。"),),
)
IN_TEAMS = (
    "今天下午有雷雨，高空外机的单先别上，改期找调度。", "谁车上还有 35µF 电容？我这边用完了。",
    "我有两个，下午在星湖街附近，可以顺路给你。",
    "新到的功率板批次 B2611 换上后要重新配对，说明书贴在库房门上。", "明早八点半网点开短会，十分钟。", "收到。",
)  # fmt: skip


def make_chats(rng: Random, tell: Callable[[str], None]) -> None:
    """Talk about open visits and in the teams that have some."""
    agents = list(User.objects.filter(memberships__role__code="agent", memberships__region=None).order_by("pk"))
    rows = Booking.objects.filter(state__in=ACTIVE_BOOKING_STATES).select_related(
        "work_order__case", "engineer__user", "engineer__outlet"
    )
    visits = list(rows.order_by("engineer_id", "starts_at"))
    chosen = {visit.engineer_id: visit for visit in reversed(visits)}
    shown_first = sorted(chosen.values(), key=lambda visit: not visit.engineer.user.demo_label)
    for visit in shown_first[:CASES]:
        _about_case(rng, visit, rng.choice(agents))
    teams = {visit.engineer.outlet_id: visit.engineer.outlet for visit in shown_first}
    for outlet in list(teams.values())[:TEAMS]:
        _in_team(rng, outlet)
    tell(f"{min(CASES, len(chosen))} cases and {min(TEAMS, len(teams))} teams talked about")


def _about_case(rng: Random, visit: Booking, agent: User) -> None:
    at = timezone.now() - timedelta(minutes=rng.randint(20, 90))
    room = Room(case=visit.work_order.case)
    for kind, text in rng.choice(ABOUT_CASES):
        author = agent if kind == "desk" else visit.engineer.user
        if kind == "picture":
            services.show(actor=author, room=room, text=text, data=_gauge(rng))
        else:
            services.say(actor=author, room=room, text=text, at=at)
        at += timedelta(minutes=rng.randint(1, 5))


def _in_team(rng: Random, outlet: Outlet) -> None:
    people = list(User.objects.filter(engineer__outlet=outlet, engineer__active=True).order_by("pk")[:5])
    at = timezone.now() - timedelta(hours=3)
    for text in IN_TEAMS:
        services.say(actor=rng.choice(people), room=Room(outlet=outlet), text=text, at=at)
        at += timedelta(minutes=rng.randint(4, 25))


def _gauge(rng: Random) -> bytes:
    """A drawn pressure gauge: a picture that shows what its words say and nobody's home."""
    picture = Image.new("RGB", (640, 480), "#dfe6ec")
    pen = ImageDraw.Draw(picture)
    pen.ellipse((140, 60, 500, 420), fill="#ffffff", outline="#22313f", width=10)
    pen.arc((180, 100, 460, 380), 135, 405, fill="#7b8896", width=8)
    pen.arc((180, 100, 460, 380), 250, 330, fill="#2b8a3e", width=14)
    pen.line((320, 240, 320 - rng.randint(90, 110), 240 + rng.randint(10, 40)), fill="#c92a2a", width=9)
    pen.ellipse((302, 222, 338, 258), fill="#22313f")
    pen.text((292, 320), "MPa", fill="#22313f", font_size=28)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()
