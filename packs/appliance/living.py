"""Living: televisions and water purifiers."""

from decimal import Decimal

from callout.foundation.pack_tables import checks, codes, parts, products
from callout.foundation.packs import CategoryData, ExtraData, Label, SkillRuleData

TELEVISION_CODES = codes("""
S-701 | 不开机 | Does not start | 没反应、灯不亮、no power | O-701 O-702
S-702 | 有声无图 | Sound without picture | 黑屏、没有图像、black screen | O-703 O-704 O-702
S-703 | 花屏 | Distorted picture | 竖线、横线、花、条纹 | O-704 O-702
S-704 | 无声音 | No sound | 没声音、声音小 | O-705 O-702
S-705 | 屏幕暗 | Dark picture | 发暗、一半亮 | O-703
S-706 | 自动关机 | Switches off by itself | 自己关、反复重启 | O-701 O-702
S-707 | 连不上网 | No network | 没网、WiFi 连不上、no wifi | O-706 O-707
S-708 | 遥控失灵 | Remote control does not work | 遥控器不灵 | O-708
S-709 | 碎屏 | Broken screen | 屏裂、砸了 | O-704
S-710 | 信号接口无效 | Input does not work | HDMI 没信号、无信号 | O-702 O-709
S-711 | 系统卡顿 | Slow system | 卡、死机、转圈 | O-707 O-702
O-701 | 电源板 | Power board | | C-701 C-702
O-702 | 主板 | Main board | | C-701 C-703
O-703 | 背光灯条 | Backlight | | C-701 C-704
O-704 | 液晶屏 | Panel | | C-705 C-701
O-705 | 扬声器与功放 | Speaker and amplifier | | C-701
O-706 | 无线模块与路由器 | Wireless module and router | | C-706 C-701
O-707 | 系统软件 | System software | | C-703
O-708 | 遥控器 | Remote control | | C-707 C-701
O-709 | 接口与线缆 | Sockets and cables | | C-706
C-701 | 元件失效 | Component failed | | A-701
C-702 | 电压异常或雷击 | Voltage fault or lightning | | A-701
C-703 | 软件故障 | Software fault | | A-702
C-704 | 老化 | Aged | | A-701
C-705 | 外力撞击 | Impact | | A-703
C-706 | 接触不良 | Bad contact | | A-704
C-707 | 电池没电 | Battery empty | | A-705
A-701 | 更换元件 | Replace component
A-702 | 升级或重刷软件 | Update or reload software
A-703 | 更换液晶屏 | Replace panel
A-704 | 重新连接 | Reconnect
A-705 | 指导用户 | Instruct the customer
""")

TELEVISION = CategoryData(
    code="television",
    label=Label("电视", "Television"),
    icon="device-tv",
    skills=(SkillRuleData("electronics"),),
    products=products(
        "澜川",
        """
LC-55Q3 | 55 英寸 4K 电视 Q3 | 4K television 55 inch Q3
LC-65Q5 | 65 英寸 4K 电视 Q5 | 4K television 65 inch Q5
LC-75M8 | 75 英寸 Mini LED 电视 M8 | Mini-LED television 75 inch M8
""",
    ),
    codes=TELEVISION_CODES,
    checklists={
        "repair": checks("""
supply_voltage | 供电电压 | Supply voltage | 180..250 V
standby_voltage | 待机电压 | Standby voltage | 4.75..5.25 V
picture | 图像与声音正常 | Picture and sound are right
version? | 软件版本 | Software version | text
"""),
        "install": checks("""
wall | 墙面承重可靠 | Wall bears the load
level | 水平 | Is level
picture | 图像与声音正常 | Picture and sound are right
explained | 已教会使用 | Use was explained
"""),
    },
    warranty_months=12,
    visit_price=Decimal(50),
    labour_price=Decimal(100),
    parts=parts("""
LCP-7001 | 电源板（电视） | Power board (television) | 180 | LC-55Q3 LC-65Q5 LC-75M8
LCP-7002 | 主板（电视） | Main board (television) | 420* | LC-55Q3 LC-65Q5 LC-75M8
LCP-7003 | 背光灯条套装 | Backlight kit | 260 | LC-55Q3 LC-65Q5
LCP-7004 | 65 英寸液晶屏 | Panel 65 inch | 1680* | LC-65Q5
LCP-7005 | 扬声器 | Speaker | 60 | LC-55Q3 LC-65Q5 LC-75M8
LCP-7006 | 语音遥控器 | Voice remote control | 69 | LC-55Q3 LC-65Q5 LC-75M8
LCP-7007 | 无线模块 | Wireless module | 55 | LC-55Q3 LC-65Q5 LC-75M8
"""),
    extras=(ExtraData("television_bracket", Label("电视挂架", "Wall bracket"), Decimal(120)),),
)

PURIFIER_CODES = codes("""
S-801 | 不出水 | No water | 没水、出不了水、no water | O-801 O-802 O-803
S-802 | 出水慢 | Slow flow | 水流小、接一杯要好久 | O-804 O-801 O-805
S-803 | 漏水 | Leaks water | 滴水、柜子里有水、leaking | O-806 O-804
S-804 | 一直制水 | Runs without stopping | 不停机、一直响 | O-803 O-807
S-805 | 废水不停 | Waste water keeps running | 一直排水 | O-807 O-808
S-806 | 水有异味 | Water tastes bad | 味道怪、有味 | O-804
S-807 | 水质指标偏高 | TDS too high | TDS 高、水质差 | O-805
S-808 | 滤芯到期 | Filter due | 换滤芯、滤芯报警 | O-804
S-809 | 不通电 | No power | 灯不亮 | O-809
S-810 | 噪音大 | Noisy | 泵响、异响 | O-801
S-811 | 不加热 | Does not heat | 热水不热、E3 | O-810
O-801 | 增压泵 | Booster pump | | C-801 C-802
O-802 | 进水电磁阀 | Inlet valve | | C-801 C-803
O-803 | 压力开关 | Pressure switch | | C-801
O-804 | 前置与活性炭滤芯 | Sediment and carbon filter | | C-804 C-805
O-805 | 反渗透膜 | Reverse-osmosis membrane | | C-804 C-803
O-806 | 管路与快接头 | Tubing and fittings | | C-806
O-807 | 逆止阀 | Check valve | | C-801
O-808 | 废水比例器 | Flow restrictor | | C-803
O-809 | 电源适配器与电控板 | Adapter and board | | C-801
O-810 | 加热模块 | Heating module | | C-801 C-807
C-801 | 元件失效 | Component failed | | A-801
C-802 | 进水压力低 | Low inlet pressure | | A-803
C-803 | 堵塞 | Blocked | | A-802 A-801
C-804 | 滤芯到期 | Filter due | | A-804
C-805 | 滤芯非原装 | Filter not original | | A-804
C-806 | 接头松动或破裂 | Fitting loose or cracked | | A-805
C-807 | 水垢 | Limescale | | A-802
A-801 | 更换元件 | Replace component
A-802 | 清洗 | Clean
A-803 | 处理进水 | Correct the inlet
A-804 | 更换滤芯 | Replace filter
A-805 | 更换管路接头 | Replace tubing or fitting
A-806 | 指导用户 | Instruct the customer
""")

WATER_PURIFIER = CategoryData(
    code="water_purifier",
    label=Label("净水器", "Water purifier"),
    icon="droplet",
    skills=(SkillRuleData("home_appliance"),),
    products=products(
        "澜川",
        """
LC-RO600-J3 | 反渗透净水器 600G | Reverse-osmosis purifier 600 G
LC-RO1000-J6 | 反渗透净水器 1000G | Reverse-osmosis purifier 1000 G
LC-YR22-H1 | 台式净热一体机 | Countertop hot-water purifier
""",
    ),
    codes=PURIFIER_CODES,
    checklists={
        "repair": checks("""
inlet_pressure | 进水压力 | Inlet pressure | 0.1..0.4 MPa
inlet_tds | 进水 TDS | Inlet TDS | 0..1000 mg/L
outlet_tds | 出水 TDS | Outlet TDS | 0..50 mg/L
membrane_checked | RO 膜已检查 | RO membrane checked | | outlet_tds high
no_leak | 接头无漏水 | Fittings are dry
"""),
        "install": checks("""
inlet_pressure | 进水压力 | Inlet pressure | 0.1..0.4 MPa
flushed_minutes | 冲洗时间 | Flushing time | 15.. min
outlet_tds | 出水 TDS | Outlet TDS | 0..50 mg/L
no_leak | 接头无漏水 | Fittings are dry
"""),
        "maintain": checks("""
filters_changed | 已更换到期滤芯 | Due filters replaced
litres? | 累计制水量 | Water made so far | meter 400 L
outlet_tds | 出水 TDS | Outlet TDS | 0..50 mg/L
no_leak | 接头无漏水 | Fittings are dry
"""),
    },
    warranty_months=12,
    visit_price=Decimal(50),
    labour_price=Decimal(80),
    parts=parts("""
LCP-8001 | 复合滤芯 | Composite filter | 128 | LC-RO600-J3 LC-RO1000-J6
LCP-8002 | 反渗透膜 600G | Membrane 600 G | 320 | LC-RO600-J3
LCP-8003 | 反渗透膜 1000G | Membrane 1000 G | 460 | LC-RO1000-J6
LCP-8004 | 增压泵 | Booster pump | 150 | LC-RO600-J3 LC-RO1000-J6
LCP-8005 | 进水电磁阀（净水） | Inlet valve (purifier) | 32 | LC-RO600-J3 LC-RO1000-J6
LCP-8006 | 龙头与快接套件 | Tap and fittings kit | 58 | LC-RO600-J3 LC-RO1000-J6
LCP-8007 | 加热模块 | Heating module | 140 | LC-YR22-H1
"""),
)
