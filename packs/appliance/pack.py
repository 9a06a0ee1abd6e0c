"""Household appliances of an invented brand, served at home."""

from callout.foundation.packs import Label, LevelData, Pack, SkillData, TargetData
from packs.appliance.air_conditioner import AIR_CONDITIONER
from packs.appliance.diagnosis import DIAGNOSIS
from packs.appliance.kitchen import DISHWASHER, GAS_STOVE, RANGE_HOOD
from packs.appliance.living import TELEVISION, WATER_PURIFIER
from packs.appliance.refrigerator import REFRIGERATOR
from packs.appliance.washing_machine import WASHING_MACHINE
from packs.appliance.water_heaters import WATER_HEATER_ELECTRIC, WATER_HEATER_GAS
from packs.common.calendars import HOME_SERVICE
from packs.common.service_types import SERVICE_TYPES

SKILLS = (
    SkillData("refrigeration", Label("制冷维修", "Refrigeration"), certificate_needed=True),
    SkillData("working_at_height", Label("高处作业", "Working at height"), certificate_needed=True),
    SkillData("gas_appliance", Label("燃气具维修", "Gas appliances"), certificate_needed=True),
    SkillData("electrician", Label("低压电工", "Low-voltage electrician"), certificate_needed=True),
    SkillData("home_appliance", Label("家电维修", "Home appliances")),
    SkillData("electronics", Label("影音电子", "Audio and video")),
)

_HOUR, _DAY = 60, 12 * 60  # a day of home service is twelve hours

# Severity 1 is danger (gas, current, water pouring): promised around the clock.
LEVELS = (
    LevelData(
        "home_standard",
        Label("家用普通", "Home standard"),
        "home_service",
        (
            TargetData(
                1, 15, 2 * _HOUR, 8 * _HOUR, 24 * _HOUR, around_the_clock=True, night_respond=30, night_arrive=4 * _HOUR
            ),
            TargetData(2, 30, 8 * _HOUR, 2 * _DAY, _DAY),
            TargetData(3, _HOUR, _DAY, 3 * _DAY, 2 * _DAY),
            TargetData(4, 4 * _HOUR, 3 * _DAY, 6 * _DAY, 3 * _DAY),
        ),
        default=True,
    ),
    LevelData(
        "home_express",
        Label("家用加急", "Home express"),
        "home_service",
        (
            TargetData(
                1, 15, _HOUR, 4 * _HOUR, 24 * _HOUR, around_the_clock=True, night_respond=30, night_arrive=2 * _HOUR
            ),
            TargetData(2, 15, 4 * _HOUR, _DAY, _DAY),
            TargetData(3, 30, 6 * _HOUR, 2 * _DAY, _DAY),
            TargetData(4, 2 * _HOUR, 2 * _DAY, 4 * _DAY, 2 * _DAY),
        ),
    ),
)

PACK = Pack(
    "appliance",
    Label("家用电器", "Home appliances"),
    SERVICE_TYPES,
    SKILLS,
    (HOME_SERVICE,),
    LEVELS,
    (
        AIR_CONDITIONER,
        REFRIGERATOR,
        WASHING_MACHINE,
        WATER_HEATER_GAS,
        WATER_HEATER_ELECTRIC,
        RANGE_HOOD,
        GAS_STOVE,
        DISHWASHER,
        TELEVISION,
        WATER_PURIFIER,
    ),
    DIAGNOSIS,
)
