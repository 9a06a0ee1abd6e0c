"""Engineers with crews, tools and vehicles; outlets with coverage, capacity, score and settlement basis."""

from __future__ import annotations

from callout.workforce.models.engineers import (
    Absence,
    Crew,
    CrewMember,
    Engineer,
    EngineerQuerySet,
    EngineerSkill,
    EngineerTool,
    JobRule,
    Shift,
    Skill,
    SkillRule,
    Tool,
    Vehicle,
)
from callout.workforce.models.outlets import (
    OutletAuthorisation,
    OutletCapacity,
    OutletDistrict,
    OutletScore,
    SettlementBasis,
)

__all__ = [
    "Absence",
    "Crew",
    "CrewMember",
    "Engineer",
    "EngineerQuerySet",
    "EngineerSkill",
    "EngineerTool",
    "JobRule",
    "OutletAuthorisation",
    "OutletCapacity",
    "OutletDistrict",
    "OutletScore",
    "SettlementBasis",
    "Shift",
    "Skill",
    "SkillRule",
    "Tool",
    "Vehicle",
]
