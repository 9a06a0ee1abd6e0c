"""Power: DC power systems with batteries, and UPS."""

from decimal import Decimal

from callout.foundation.pack_tables import checks, codes, parts, products
from callout.foundation.packs import CategoryData, Label, SkillRuleData

POWER_CODES = codes("""
S-501 | 交流停电 | AC failure | 市电停、停电、AC fail | O-501 O-502
S-502 | 整流模块故障 | Rectifier fault | 模块红灯、rectifier fail | O-503
S-503 | 直流电压低 | DC voltage low | 欠压、电压低 | O-503 O-504 O-501
S-504 | 直流电压高 | DC voltage high | 过压、电压高 | O-505 O-503
S-505 | 电池放电时间短 | Short battery time | 撑不住、一停电就断 | O-504
S-506 | 电池温度高 | Battery hot | 电池烫、鼓包 | O-504 O-506
S-507 | 熔丝断 | Fuse blown | 熔丝告警、支路断 | O-507
S-508 | 防雷器失效 | Surge arrester failed | 防雷告警、SPD | O-508
S-509 | 监控单元通讯中断 | Controller offline | 通讯断、监控脱管 | O-505
S-510 | 负载下电 | Load disconnected | 一次下电、LVD | O-504 O-507
S-511 | 噪音大 | Noisy | 风扇响 | O-503
O-501 | 市电 | Mains | | C-501
O-502 | 交流配电 | AC distribution | | C-502 C-503
O-503 | 整流模块 | Rectifier | | C-504 C-505
O-504 | 蓄电池组 | Battery string | | C-506 C-507
O-505 | 监控单元 | Controller | | C-504 C-508
O-506 | 空调与通风 | Cooling | | C-504
O-507 | 直流配电 | DC distribution | | C-502 C-509
O-508 | 防雷器 | Surge arrester | | C-510
C-501 | 市电停电 | Mains outage | 机房停电、停电 | A-501
C-502 | 接触不良 | Bad contact | 松动 | A-502
C-503 | 空开跳闸 | Breaker tripped | | A-503
C-504 | 设备日常损坏 | Wear of the device | 电源模块故障 | A-504
C-505 | 积尘散热不良 | Dust, poor cooling | | A-505
C-506 | 电池老化 | Battery aged | | A-506
C-507 | 单体落后 | Weak cell | | A-506 A-507
C-508 | 参数设置不当 | Wrong settings | | A-508
C-509 | 过载短路 | Overload or short | | A-503
C-510 | 雷击 | Lightning | | A-504
A-501 | 发电保障 | Run generator
A-502 | 紧固连接 | Tighten connections
A-503 | 排除短路并复位 | Clear short and reset
A-504 | 更换模块 | Replace module
A-505 | 清洁除尘 | Clean
A-506 | 更换电池 | Replace battery
A-507 | 均充活化 | Equalise charge
A-508 | 修改参数 | Change settings
""")

POWER_SYSTEM = CategoryData(
    code="power_system",
    label=Label("通信电源", "Telecom power"),
    icon="battery-charging",
    skills=(SkillRuleData("electrician"),),
    products=products(
        "远讯",
        """
YX-PS48600 | 室内通信电源 PS48600 | Indoor power system PS48600
YX-PS48220 | 户外一体化电源 PS48220 | Outdoor power cabinet PS48220
YX-LB48H | 磷酸铁锂电池 48V 100Ah | Lithium battery 48 V 100 Ah
""",
    ),
    codes=POWER_CODES,
    checklists={
        "repair": checks("""
dc_voltage | 直流输出电压 | DC output | 43..57.6 V
ac_voltage | 交流输入电压 | AC input | 176..290 V
generator | 已切换油机供电 | Switched to the generator | | ac_voltage low、high
share | 模块均流偏差 | Current sharing error | 0..5 %
earth | 接地电阻 | Earth resistance | 0..5 Ω + photo
alarms_clear | 告警已清除 | Alarms cleared
"""),
        "inspect": checks("""
energy? | 交流电能表读数 | AC energy meter | meter 2400 kWh
float_voltage | 浮充电压 | Float voltage | 52..56.4 V
cell_spread | 单体电压差 | Cell voltage spread | 0..90 mV
weak_cells | 落后单体编号 | Numbers of weak cells | text | cell_spread high
discharge | 放电试验容量 | Discharge test capacity | 80.. %
battery_temperature | 电池温度 | Battery temperature | 5..35 ℃
dust | 滤网已清洁 | Filters cleaned
"""),
    },
    warranty_months=24,
    visit_price=Decimal(300),
    labour_price=Decimal(300),
    parts=parts("""
YXP-5001 | 整流模块 50A | Rectifier 50 A | 1250* | YX-PS48600 YX-PS48220
YXP-5002 | 监控单元 SC-1 | Controller SC-1 | 1680* | YX-PS48600 YX-PS48220
YXP-5003 | 锂电池模块 48V 100Ah | Lithium module 48 V 100 Ah | 5200* | YX-LB48H YX-PS48220 YX-PS48600
YXP-5004 | 直流熔丝 160A | DC fuse 160 A | 45# | YX-PS48600
YXP-5005 | 交流防雷模块 | AC surge module | 210 | YX-PS48600 YX-PS48220
YXP-5006 | 温度传感器 | Temperature sensor | 35 | YX-PS48600 YX-PS48220 YX-LB48H
"""),
)

UPS_CODES = codes("""
S-551 | 转旁路 | Switched to bypass | 旁路、bypass | O-551 O-552
S-552 | 逆变故障 | Inverter fault | 逆变、inverter | O-551
S-553 | 电池放电 | On battery | 市电停、一直响 | O-553 O-554
S-554 | 后备时间短 | Short backup time | 撑不住、几分钟就断 | O-554
S-555 | 过载 | Overload | 过载报警、overload | O-555
S-556 | 输出中断 | No output | 机房断电、掉电、no output | O-551 O-556
S-557 | 电池告警 | Battery alarm | 换电池、电池灯红 | O-554
S-558 | 风扇告警 | Fan alarm | 风扇不转 | O-557
S-559 | 过温 | Over temperature | 温度高 | O-557 O-558
S-560 | 通讯中断 | Communication lost | 监控不到 | O-559
S-561 | 负载设备停机 | Load went down | 关机、停机、关停、停电、宕机、状态异常、指标缺失、指标异常 | O-556 O-558 O-553
O-551 | 功率模块 | Power module | | C-551 C-552
O-552 | 静态旁路 | Static bypass | | C-551
O-553 | 市电输入 | Mains input | | C-553
O-554 | 电池组 | Battery string | | C-554 C-555
O-555 | 负载 | Load | | C-556
O-556 | 输出配电 | Output distribution | | C-555 C-557
O-557 | 风扇 | Fan | | C-551 C-558
O-558 | 机房环境 | Room environment | 基础环境 | C-559
O-559 | 监控卡 | Network card | | C-551
C-551 | 设备日常损坏 | Wear of the device | | A-551
C-552 | 电容老化 | Capacitor aged | | A-551
C-553 | 市电停电 | Mains outage | 机房停电 | A-552
C-554 | 电池老化 | Battery aged | | A-553
C-555 | 连接松动 | Loose connection | | A-554
C-556 | 负载超限 | Load too high | | A-555
C-557 | 开关跳闸 | Breaker tripped | | A-556
C-558 | 积尘 | Dust | | A-557
C-559 | 空调故障 | Cooling failed | | A-558
A-551 | 更换模块 | Replace module
A-552 | 恢复市电或发电 | Restore mains or run generator
A-553 | 更换电池 | Replace battery
A-554 | 紧固连接 | Tighten connections
A-555 | 调整负载 | Rebalance load
A-556 | 排除短路并复位 | Clear short and reset
A-557 | 清洁除尘 | Clean
A-558 | 检修空调 | Repair cooling
""")

UPS = CategoryData(
    code="ups",
    label=Label("不间断电源", "UPS"),
    icon="plug-connected",
    skills=(SkillRuleData("electrician", min_level=2),),
    products=products(
        "远讯",
        """
YX-UP200K | 模块化 UPS 200kVA | Modular UPS 200 kVA
YX-UP10K | 塔式 UPS 10kVA | Tower UPS 10 kVA
""",
    ),
    codes=UPS_CODES,
    checklists={
        "repair": checks("""
output | 输出电压 | Output voltage | 213..227 V
frequency | 输出频率 | Output frequency | 49.5..50.5 Hz
load | 负载率 | Load | 0..80 %
bypass_test | 旁路切换试验通过 | Bypass tested
"""),
        "inspect": checks("""
internal_resistance | 电池内阻 | Battery internal resistance | 0..8 mΩ
backup_minutes | 后备时间 | Backup time | 30.. min
load | 负载率 | Load | 0..80 %
room_temperature | 机房温度 | Room temperature | 18..27 ℃
"""),
    },
    warranty_months=24,
    visit_price=Decimal(300),
    labour_price=Decimal(350),
    parts=parts("""
YXP-5501 | 功率模块 40kVA | Power module 40 kVA | 12600* | YX-UP200K
YXP-5502 | 铅酸电池 12V 100Ah | Lead-acid battery 12 V 100 Ah | 680* | YX-UP200K YX-UP10K
YXP-5503 | 监控卡 | Network card | 850* | YX-UP200K YX-UP10K
YXP-5504 | 风扇组件（UPS） | Fan assembly (UPS) | 380 | YX-UP200K YX-UP10K
YXP-5505 | 旁路模块 | Bypass module | 6400* | YX-UP200K
YXP-5506 | 直流母线电容 | DC-link capacitor | 460 | YX-UP10K
"""),
)
