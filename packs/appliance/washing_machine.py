"""Washing machines and washer-dryers."""

from decimal import Decimal

from callout.foundation.pack_tables import checks, codes, parts, products
from callout.foundation.packs import CategoryData, Label, SkillRuleData

CODES = codes("""
S-301 | 不启动 | Does not start | 没反应、按了不转、no start | O-301 O-302 O-303
S-302 | 不进水 | No water in | 进不了水、E1、不上水 | O-304 O-303
S-303 | 不排水 | Does not drain | 水排不出去、E2、not draining | O-305 O-306
S-304 | 不脱水 | Does not spin | 甩不干、衣服湿、E3 | O-307 O-305 O-308
S-305 | 漏水 | Leaks water | 地上有水、门口漏水、leaking | O-306 O-309 O-304
S-306 | 震动大 | Shakes | 走位、砰砰响、跳 | O-308 O-310
S-307 | 噪音大 | Noisy | 异响、像拖拉机 | O-307 O-310
S-308 | 门打不开 | Door does not open | 门锁住、E5、door locked | O-301
S-309 | 不加热 | Does not heat water | 水不热、E6 | O-311 O-303
S-310 | 洗不干净 | Poor washing result | 有毛絮、泡沫残留 | O-312 O-304
S-311 | 不烘干 | Does not dry | 烘不干、F3 | O-311 O-313
S-312 | 跳闸 | Trips the breaker | 漏电、断电 | O-311 O-302
O-301 | 门锁 | Door lock | | C-301 C-302
O-302 | 电源线路 | Power wiring | | C-303 C-304
O-303 | 电脑板 | Control board | | C-301 C-304
O-304 | 进水阀与管路 | Inlet valve and hose | | C-305 C-301
O-305 | 排水泵 | Drain pump | | C-305 C-301
O-306 | 排水管 | Drain hose | | C-305 C-306
O-307 | 驱动电机 | Drive motor | | C-301 C-307
O-308 | 减震器 | Shock absorber | | C-307
O-309 | 门封圈 | Door gasket | | C-306 C-308
O-310 | 内筒与轴承 | Drum and bearing | | C-307 C-308
O-311 | 加热管 | Heating element | | C-301 C-309
O-312 | 洗涤程序与用量 | Programme and dosing | | C-310
O-313 | 烘干风机 | Drying fan | | C-301 C-305
C-301 | 元件失效 | Component failed | | A-301
C-302 | 卡滞 | Jammed | | A-302
C-303 | 接触不良 | Bad contact | | A-303
C-304 | 受潮 | Moisture | | A-301 A-303
C-305 | 异物堵塞 | Blocked by foreign matter | | A-302
C-306 | 破损老化 | Torn or aged | | A-301
C-307 | 机械磨损 | Mechanical wear | | A-301
C-308 | 硬物损伤 | Damaged by hard object | | A-301
C-309 | 水垢 | Limescale | | A-304
C-310 | 使用不当 | Wrong use | | A-305
A-301 | 更换元件 | Replace component
A-302 | 清除异物 | Remove foreign matter
A-303 | 处理接线 | Repair wiring
A-304 | 除垢清洗 | Descale and clean
A-305 | 指导用户 | Instruct the customer
A-306 | 调平 | Level
""")

WASHING_MACHINE = CategoryData(
    code="washing_machine",
    label=Label("洗衣机", "Washing machine"),
    icon="wash-machine",
    skills=(SkillRuleData("home_appliance"),),
    products=products(
        "澜川",
        """
LC-XQB80-B1 | 波轮洗衣机 8 公斤 | Top loader 8 kg
LC-XQG100-D5 | 滚筒洗衣机 10 公斤 | Front loader 10 kg
LC-XQG100-H7 | 洗烘一体机 10 公斤 | Washer-dryer 10 kg
LC-GDZ90-R3 | 热泵干衣机 9 公斤 | Heat-pump dryer 9 kg
""",
    ),
    codes=CODES,
    checklists={
        "repair": checks("""
supply_voltage | 供电电压 | Supply voltage | 198..242 V
water_pressure | 进水压力 | Water pressure | 0.03..1 MPa
filter_clear | 进水滤网已清洗 | Inlet filter cleaned | | water_pressure low
insulation | 绝缘电阻 | Insulation resistance | 2.. MΩ
heater_off | 已断开加热管复测合格 | Passes again without the heater | | insulation low
no_leak | 运行一个程序无漏水 | No leak during one programme
level | 四脚平稳 | Stands firm on four feet
"""),
        "install": checks("""
bolts_removed | 运输螺栓已拆 | Transport bolts removed
level | 水平偏差 | Out of level | 0..1 °
drain_height | 排水管高度 | Drain hose height | 0..100 cm
no_leak | 试机无漏水 | Test run without leak
explained | 已教会使用 | Use was explained
"""),
    },
    warranty_months=36,
    visit_price=Decimal(50),
    labour_price=Decimal(90),
    parts=parts("""
LCP-3001 | 排水泵 | Drain pump | 58 | LC-XQG100-D5 LC-XQG100-H7
LCP-3002 | 电子门锁 | Door lock | 48 | LC-XQG100-D5 LC-XQG100-H7 LC-GDZ90-R3
LCP-3003 | 进水电磁阀 | Inlet valve | 35 | LC-XQB80-B1 LC-XQG100-D5 LC-XQG100-H7
LCP-3004 | 门封圈 | Door gasket | 95 | LC-XQG100-D5 LC-XQG100-H7
LCP-3005 | 变频电机（洗衣机） | Inverter motor (washing machine) | 310* | LC-XQG100-D5 LC-XQG100-H7
LCP-3006 | 减震器 | Shock absorber | 40 | LC-XQG100-D5 LC-XQG100-H7 LC-XQB80-B1
LCP-3007 | 电脑板（洗衣机） | Control board (washing machine) | 240* | LC-XQB80-B1 LC-XQG100-D5 LC-XQG100-H7 LC-GDZ90-R3
LCP-3008 | 加热管（洗衣机） | Heating element (washing machine) | 62 | LC-XQG100-D5 LC-XQG100-H7
"""),
)
