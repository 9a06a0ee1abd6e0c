"""Communication equipment of an invented brand, served at customers' sites around the clock."""

from callout.foundation.packs import Label, LevelData, Pack, SkillData, TargetData
from packs.common.calendars import ALL_DAY, OFFICE_HOURS
from packs.common.service_types import SERVICE_TYPES
from packs.telecom_equipment.access import BASE_STATION, MICROWAVE_LINK, OPTICAL_ACCESS
from packs.telecom_equipment.computing import BUSINESS_SYSTEM, DISPATCH_CONSOLE, SERVER_STORAGE
from packs.telecom_equipment.diagnosis import DIAGNOSIS
from packs.telecom_equipment.network import FIREWALL, ROUTER, SWITCH
from packs.telecom_equipment.power import POWER_SYSTEM, UPS

SKILLS = (
    SkillData("ip_network", Label("数据网络", "Data network")),
    SkillData("optical_access", Label("光接入", "Optical access")),
    SkillData("tower_climbing", Label("登塔与无线", "Tower climbing and radio"), certificate_needed=True),
    SkillData("electrician", Label("低压电工", "Low-voltage electrician"), certificate_needed=True),
    SkillData("server_storage", Label("服务器与存储", "Servers and storage")),
    SkillData("software_operation", Label("软件运维", "Software operation")),
    SkillData("voice_dispatch", Label("语音调度", "Voice dispatch")),
)

_HOUR, _DAY = 60, 8 * 60  # an office day is eight hours

# On site within one hour by day and two at night is what critical sites are promised.
LEVELS = (
    LevelData(
        "gold",
        Label("金牌 7×24", "Gold 24×7"),
        "all_day",
        (
            TargetData(
                1, 10, _HOUR, 4 * _HOUR, 24 * _HOUR, around_the_clock=True, night_respond=20, night_arrive=2 * _HOUR
            ),
            TargetData(
                2, 15, 2 * _HOUR, 8 * _HOUR, 24 * _HOUR, around_the_clock=True, night_respond=30, night_arrive=4 * _HOUR
            ),
            TargetData(3, 30, 8 * _HOUR, 24 * _HOUR, 48 * _HOUR, around_the_clock=True),
            TargetData(4, 2 * _HOUR, 24 * _HOUR, 72 * _HOUR, 72 * _HOUR, around_the_clock=True),
        ),
    ),
    LevelData(
        "silver",
        Label("银牌 5×8", "Silver 5×8"),
        "office_hours",
        (
            TargetData(
                1, 15, 2 * _HOUR, 8 * _HOUR, 24 * _HOUR, around_the_clock=True, night_respond=30, night_arrive=4 * _HOUR
            ),
            TargetData(2, 30, 4 * _HOUR, _DAY, _DAY),
            TargetData(3, _HOUR, _DAY, 2 * _DAY, 2 * _DAY),
            TargetData(4, 4 * _HOUR, 2 * _DAY, 5 * _DAY, 5 * _DAY),
        ),
        default=True,
    ),
)

PACK = Pack(
    "telecom_equipment",
    Label("通信设备", "Communication equipment"),
    SERVICE_TYPES,
    SKILLS,
    (OFFICE_HOURS, ALL_DAY),
    LEVELS,
    (
        SWITCH,
        ROUTER,
        FIREWALL,
        OPTICAL_ACCESS,
        BASE_STATION,
        MICROWAVE_LINK,
        POWER_SYSTEM,
        UPS,
        SERVER_STORAGE,
        BUSINESS_SYSTEM,
        DISPATCH_CONSOLE,
    ),
    DIAGNOSIS,
)
