"""Room air conditioners. 三包 asks for 1 year on the unit and 3 on main parts; the brand promises 6 on everything."""

from decimal import Decimal

from callout.foundation.pack_tables import checks, codes, parts, products
from callout.foundation.packs import CategoryData, ExtraData, Label, SkillRuleData

CODES = codes("""
S-101 | 不开机 | Does not start | 没反应、开不了机、遥控没反应、no power | O-104 O-105 O-110
S-102 | 遥控失灵 | Remote control does not work | 遥控器不灵、按键没反应 | O-110 O-105
S-103 | 不制冷 | Does not cool | 不凉、吹热风、制冷差、外机不转、E4、not cooling | O-101 O-102 O-103 O-106 O-108
S-104 | 不制热 | Does not heat | 不热、吹冷风、制热差、E3、not heating | O-107 O-106 O-101 O-111
S-105 | 室内机漏水 | Indoor unit drips | 滴水、漏水、流水到墙上、leaking | O-109 O-112
S-106 | 噪音大 | Noisy | 嗡嗡响、异响、震动、noise | O-103 O-102 O-112 O-101
S-107 | 有异味 | Bad smell | 发霉味、臭味、焦味 | O-113 O-104
S-108 | 自动停机 | Stops by itself | 跳停、一会儿就停、十来分钟就停、频繁启停、E1、P2 | O-108 O-105 O-106 O-103
S-109 | 跳闸 | Trips the breaker | 一开就跳闸、漏电、断电 | O-104 O-101 O-105
S-110 | 外机结霜 | Outdoor unit ices up | 结冰、霜很厚 | O-107 O-108 O-106
S-111 | 通讯故障 | Communication fault | E6、通信故障、内外机通讯 | O-104 O-105 O-106
S-112 | 风小 | Weak air flow | 风量小、不出风、风很弱 | O-102 O-113
O-101 | 压缩机 | Compressor | | C-101 C-102 C-105
O-102 | 室内风机 | Indoor fan | | C-103 C-101 C-107
O-103 | 室外风机 | Outdoor fan | | C-103 C-104 C-101
O-104 | 电源与连接线 | Power supply and wiring | | C-106 C-110
O-105 | 室内主板 | Indoor control board | | C-105 C-109
O-106 | 室外主板 | Outdoor control board | | C-105 C-109
O-107 | 四通阀 | Four-way valve | | C-108 C-105
O-108 | 制冷管路 | Refrigerant circuit | | C-102 C-108 C-111
O-109 | 排水管路 | Drain | | C-107 C-111
O-110 | 遥控器与接收头 | Remote control and receiver | | C-105 C-112
O-111 | 电辅热 | Electric heater | | C-105
O-112 | 安装支架与壳体 | Bracket and casing | | C-111
O-113 | 滤网与蒸发器 | Filter and evaporator | | C-107
C-101 | 电机绕组损坏 | Winding damaged | | A-101
C-102 | 制冷剂泄漏 | Refrigerant leak | 缺氟 | A-103
C-103 | 轴承磨损 | Bearing worn | | A-101
C-104 | 电容衰减 | Capacitor weak | | A-102
C-105 | 元件失效 | Component failed | | A-102 A-104
C-106 | 电压异常 | Voltage out of range | | A-107 A-108
C-107 | 脏堵 | Clogged by dirt | | A-105
C-108 | 阀门卡滞 | Valve stuck | | A-102 A-103
C-109 | 受潮腐蚀 | Corroded by moisture | | A-104
C-110 | 接线松动 | Loose wiring | | A-106
C-111 | 安装不规范 | Poor installation | | A-109
C-112 | 使用不当 | Wrong use | | A-108
A-101 | 更换电机 | Replace motor
A-102 | 更换元件 | Replace component
A-103 | 检漏补焊并加注制冷剂 | Find leak, braze and recharge
A-104 | 更换主板 | Replace control board
A-105 | 拆洗 | Take apart and clean
A-106 | 紧固接线 | Tighten wiring
A-107 | 检修供电线路 | Repair supply line
A-108 | 指导用户 | Instruct the customer
A-109 | 重新安装调整 | Reinstall and adjust
A-110 | 更换压缩机 | Replace compressor
""")

_REPAIR = checks("""
supply_voltage | 供电电压 | Supply voltage | 198..242 V
outlet_drop | 进出风温差 | Inlet to outlet temperature difference | 8..20 ℃
low_pressure? | 低压侧压力（R32） | Low-side pressure (R32) | 0.7..1.1 MPa
leak_tested | 检漏，接头无气泡 | Leak test, joints show no bubbles | | low_pressure low
refilled? | 补充制冷剂 | Refrigerant added | 0..2 kg | leak_tested ok
vented | 已放出多余制冷剂 | Surplus refrigerant recovered | | low_pressure high
running_current | 运行电流 | Running current | 1..12 A
insulation | 绝缘电阻 | Insulation resistance | 2.. MΩ
drain_ok | 排水通畅 | Water drains freely
bracket_safe | 外机支架牢固 | Outdoor bracket is firm | + photo
""")
_INSTALL = checks("""
bracket_safe | 支架与膨胀螺栓牢固 | Bracket and bolts are firm | + photo
earth | 接地电阻 | Earth resistance | 0..4 Ω
vacuum_minutes | 抽真空时间 | Evacuation time | 15.. min
pipe_length | 连接管长度 | Pipe length | 0.5..15 m
outlet_drop | 进出风温差 | Inlet to outlet temperature difference | 8..20 ℃
drain_ok | 排水试验通过 | Drain test passed
explained | 已教会使用 | Use was explained
""")
_MAINTAIN = checks("""
filter_clean | 滤网已清洗 | Filter cleaned
run_hours? | 压缩机累计运行 | Compressor hours run | meter 24 h
evaporator_clean | 蒸发器已清洗消毒 | Evaporator cleaned and disinfected
outlet_drop | 进出风温差 | Inlet to outlet temperature difference | 8..20 ℃
repair_advised | 已告知需报修 | Customer told that a repair is needed | | outlet_drop low
running_current | 运行电流 | Running current | 1..12 A
drain_ok | 排水通畅 | Water drains freely
""")

AIR_CONDITIONER = CategoryData(
    code="air_conditioner",
    label=Label("空调", "Air conditioner"),
    icon="air-conditioning",
    skills=(
        SkillRuleData("refrigeration"),
        SkillRuleData("working_at_height", "install"),
        SkillRuleData("working_at_height", "move"),
    ),
    products=products(
        "澜川",
        """
LC-KFR26-N6 | 1 匹变频空调 N6 | Inverter air conditioner 1 HP N6
LC-KFR35-N8 | 1.5 匹变频空调 N8 | Inverter air conditioner 1.5 HP N8
LC-KFR35-F3 | 1.5 匹新风空调 F3 | Fresh-air air conditioner 1.5 HP F3
LC-KFR50-N8 | 2 匹变频柜机 N8 | Floor-standing inverter 2 HP N8
LC-KFR72-L9 | 3 匹变频柜机 L9 | Floor-standing inverter 3 HP L9
LC-MD120-V5 | 家用中央空调 V5 | Home central air conditioning V5
""",
    ),
    codes=CODES,
    checklists={"repair": _REPAIR, "install": _INSTALL, "maintain": _MAINTAIN},
    warranty_months=72,
    visit_price=Decimal(50),
    labour_price=Decimal(120),
    parts=parts("""
LCP-1001 | 室外机电容 35µF | Outdoor capacitor 35 µF | 38 | LC-KFR26-N6 LC-KFR35-N8 LC-KFR35-F3
LCP-1002 | 室外风机电机 | Outdoor fan motor | 185 | LC-KFR35-N8 LC-KFR35-F3 LC-KFR50-N8
LCP-1003 | 室内风机电机 | Indoor fan motor | 165 | LC-KFR26-N6 LC-KFR35-N8 LC-KFR35-F3
LCP-1004 | 室外主板 N8-B | Outdoor control board N8-B | 420* | LC-KFR35-N8 LC-KFR50-N8
LCP-1005 | 室内主板 | Indoor control board | 260* | LC-KFR26-N6 LC-KFR35-N8 LC-KFR35-F3 LC-KFR50-N8
LCP-1006 | 四通阀线圈 | Four-way valve coil | 55 | LC-KFR26-N6 LC-KFR35-N8 LC-KFR50-N8 LC-KFR72-L9
LCP-1007 | 变频压缩机 1.5 匹 | Inverter compressor 1.5 HP | 980* | LC-KFR35-N8 LC-KFR35-F3
LCP-1008 | 管温传感器 | Pipe temperature sensor | 22 | LC-KFR26-N6 LC-KFR35-N8 LC-KFR50-N8 LC-KFR72-L9 LC-MD120-V5
LCP-1009 | 制冷剂 R32（公斤） | Refrigerant R32 (kg) | 90# | LC-KFR26-N6 LC-KFR35-N8 LC-KFR35-F3 LC-KFR50-N8 LC-KFR72-L9
LCP-1010 | 通用遥控器 | Remote control | 45 | LC-KFR26-N6 LC-KFR35-N8 LC-KFR35-F3 LC-KFR50-N8 LC-KFR72-L9
"""),
    extras=(
        ExtraData("air_conditioner_height", Label("高空作业费", "Work at height"), Decimal(100)),
        ExtraData("air_conditioner_pipe", Label("加长连接管（米）", "Extra pipe (metre)"), Decimal(110)),
    ),
)
