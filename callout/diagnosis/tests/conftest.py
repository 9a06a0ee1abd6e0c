"""A town whose category has a fault tree, codes, patterns, a curve and a healthy unit."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from callout import testing
from callout.accounts.models import User
from callout.assets.models import Code
from callout.cases.models import Case, Channel
from callout.diagnosis.models import Knowledge
from callout.diagnosis.services import publish_knowledge
from callout.foundation import cache
from callout.foundation.pack_diagnosis import DiagnosisData, curve, faults, patterns, references, tree
from callout.workorders import intake

TREE = tree("cooling", "不制冷 / Does not cool", "S1", """
? runs | 外机转吗？ / Does it run? | 转 / Yes > volts ; 不转 / No > capacitor | 先断电 / Power off first
# volts | 电压 / Voltage | 198..242 V | ok > fine ; off > supply
= capacitor | 电容衰减 / Capacitor weak | O1 C1 A1 | {part}
= supply | 供电异常 / Supply fault | O1 C1 A1
= fine | 机器正常 / Sound | O1 C1 A1
""")  # fmt: skip


def knowledge(model: str, part: str) -> DiagnosisData:
    """The small knowledge of these tests."""
    own = {**TREE, "steps": {**TREE["steps"], "capacitor": {**TREE["steps"]["capacitor"], "parts": [part]}}}
    return DiagnosisData(
        "ac",
        (own,),
        faults("E4 | 过流 / Overcurrent | 量电压 / Measure the voltage | cooling"),
        patterns(
            "flap | urgent | link.{0,9}down | 端口抖动 / Port flaps | 查线 / Check the cable | cooling | 2\n"
            "power | danger | power¦psu fail | 断电 / Power lost | 查电源 / Check the supply |"
        ),
        (curve("drop", "温差 / Drop", "分钟 / Minutes", "温差 / Drop (℃)", ((0, 0, 10), (10, 8, 20))),),
        references(f"{model} | version | board | 2.14\n{model} | configuration | stp | enable"),
    )


@dataclass
class World:
    """A town with an open case and what is known about its device."""

    town: testing.Town
    case: Case
    agent: User
    known: Knowledge

    def symptom(self) -> Code:
        """The symptom of the small code set."""
        return self.town.codes["symptom"]


@pytest.fixture
def world(db: None) -> World:
    """One case about an air conditioner that does not cool."""
    town = testing.town()
    agent = testing.user("agent", region=town.region, name="沈悦")
    content = knowledge(town.product.model, town.part.number).content()
    known = publish_knowledge(actor=None, category=town.category, content=content)
    cache.clear()
    return World(town, take_case(town), agent, known)


def take_case(town: testing.Town, words: str = "空调不制冷，外机不转") -> Case:
    """The customer calls."""
    request = intake.Request(
        customer=town.customer, channel=Channel.PHONE, service_type=town.repair, description=words, asset=town.asset,
        symptom=town.codes["symptom"], device_code="E4",
    )  # fmt: skip
    return intake.take_request(actor=None, request=request)
