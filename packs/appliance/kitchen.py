"""Kitchen: range hoods, gas stoves, dishwashers."""

from decimal import Decimal

from callout.foundation.pack_tables import checks, codes, parts, products
from callout.foundation.packs import CategoryData, ExtraData, Label, SkillRuleData

HOOD_CODES = codes("""
S-501 | 不启动 | Does not start | 没反应、按键不灵、no power | O-501 O-502 O-503
S-502 | 吸力小 | Weak suction | 吸不干净、油烟大、跑烟 | O-504 O-505 O-501
S-503 | 噪音大 | Noisy | 轰轰响、异响、noise | O-501 O-504
S-504 | 滴油 | Drips oil | 漏油、油杯满 | O-506 O-507
S-505 | 灯不亮 | Lamp does not light | 照明坏、灯坏了 | O-508
S-506 | 按键失灵 | Keys do not work | 触摸不灵、挥手没反应 | O-502
S-507 | 倒烟 | Smoke comes back | 楼下的烟、串味、反味 | O-505
S-508 | 震动大 | Shakes | 抖动 | O-504 O-509
S-509 | 自动清洗失效 | Self-cleaning fails | 不清洗、E2 | O-503 O-506
S-510 | 有焦味 | Burnt smell | 糊味、冒烟 | O-501 O-503
O-501 | 电机 | Motor | | C-501 C-502
O-502 | 操作面板 | Panel | | C-502 C-503
O-503 | 电源板 | Power board | | C-502 C-503
O-504 | 叶轮 | Impeller | | C-504 C-505
O-505 | 烟管与止回阀 | Duct and check valve | | C-504 C-506
O-506 | 油路 | Oil channel | | C-504
O-507 | 油杯与密封 | Oil cup and seal | | C-507
O-508 | 照明 | Lamp | | C-502
O-509 | 挂架 | Bracket | | C-506
C-501 | 轴承磨损 | Bearing worn | | A-501
C-502 | 元件失效 | Component failed | | A-501
C-503 | 油烟侵入 | Grease got in | | A-502 A-501
C-504 | 油污堵塞 | Clogged by grease | | A-502
C-505 | 动平衡不良 | Out of balance | | A-501
C-506 | 安装不规范 | Poor installation | | A-503
C-507 | 密封老化 | Seal aged | | A-501
A-501 | 更换元件 | Replace component
A-502 | 拆洗 | Take apart and clean
A-503 | 整改安装 | Correct the installation
A-504 | 指导用户 | Instruct the customer
""")

RANGE_HOOD = CategoryData(
    code="range_hood",
    label=Label("吸油烟机", "Range hood"),
    icon="propeller",
    skills=(SkillRuleData("home_appliance"),),
    products=products(
        "澜川",
        """
LC-CXW268-T2 | 顶吸油烟机 T2 | Chimney hood T2
LC-CXW280-C5 | 侧吸油烟机 C5 | Side hood C5
LC-CXW320-P8 | 变频顶侧双吸 P8 | Inverter hood P8
""",
    ),
    codes=HOOD_CODES,
    checklists={
        "repair": checks("""
supply_voltage | 供电电压 | Supply voltage | 198..242 V
air_flow | 排风量 | Air flow | 10..26 m³/min
duct_clear | 烟道与止回阀已疏通 | Duct and check valve cleared | | air_flow low
noise | 噪声 | Noise | 0..74 dB
bracket_safe | 挂架牢固 | Bracket is firm
"""),
        "maintain": checks("""
impeller_clean | 叶轮已清洗 | Impeller cleaned
oil_cup_clean | 油杯已清洗 | Oil cup cleaned
check_valve | 止回阀灵活 | Check valve moves freely
"""),
        "install": checks("""
height | 距灶面高度 | Height above the stove | 350..750 mm
check_valve | 止回阀灵活 | Check valve moves freely
bracket_safe | 挂架牢固 | Bracket is firm
explained | 已教会使用 | Use was explained
"""),
    },
    warranty_months=36,
    visit_price=Decimal(50),
    labour_price=Decimal(90),
    parts=parts("""
LCP-5001 | 油烟机电机 | Hood motor | 220 | LC-CXW268-T2 LC-CXW280-C5
LCP-5002 | 变频电机（油烟机） | Inverter motor (hood) | 360* | LC-CXW320-P8
LCP-5003 | 叶轮 | Impeller | 95 | LC-CXW268-T2 LC-CXW280-C5 LC-CXW320-P8
LCP-5004 | 触控面板 | Touch panel | 110 | LC-CXW268-T2 LC-CXW280-C5 LC-CXW320-P8
LCP-5005 | LED 照明灯 | LED lamp | 30 | LC-CXW268-T2 LC-CXW280-C5 LC-CXW320-P8
LCP-5006 | 止回阀 | Check valve | 45 | LC-CXW268-T2 LC-CXW280-C5 LC-CXW320-P8
LCP-5007 | 电源板（油烟机） | Power board (hood) | 130 | LC-CXW268-T2 LC-CXW280-C5 LC-CXW320-P8
"""),
    extras=(ExtraData("range_hood_wash", Label("油烟机深度清洗", "Deep cleaning of a hood"), Decimal(180)),),
)

STOVE_CODES = codes("""
S-551 | 打不着火 | Does not ignite | 点不着、没火花、no ignition | O-551 O-552 O-553
S-552 | 松手熄火 | Goes out on release | 松手就灭、打着就灭 | O-554 O-553
S-553 | 火力小 | Small flame | 火苗小、烧不开 | O-555 O-556
S-554 | 黄焰 | Yellow flame | 锅底黑、火发黄 | O-555 O-557
S-555 | 有煤气味 | Smell of gas | 漏气、燃气味、gas leak、gas smell | O-556 O-553
S-556 | 回火 | Flashback | 嘭嘭响、下面着火 | O-555 O-557
S-557 | 面板破裂 | Glass cracked | 玻璃裂、爆了 | O-558
S-558 | 旋钮失灵 | Knob does not turn | 拧不动、旋钮坏 | O-553
S-559 | 一直打火 | Keeps sparking | 一直响、滋滋响 | O-551 O-552
S-560 | 定时失效 | Timer fails | 定时不灵 | O-552
O-551 | 点火针 | Electrode | | C-551 C-552
O-552 | 脉冲器与电池 | Pulse unit and battery | | C-553 C-552
O-553 | 阀体 | Valve | | C-554 C-552
O-554 | 热电偶 | Thermocouple | | C-551 C-552
O-555 | 火盖与炉头 | Burner cap and head | | C-551 C-555
O-556 | 燃气管与接头 | Gas hose and joint | | C-556 C-557
O-557 | 风门 | Air damper | | C-555
O-558 | 玻璃面板 | Glass top | | C-558
C-551 | 油污积碳 | Grease or carbon | | A-552
C-552 | 元件失效 | Component failed | | A-551
C-553 | 电池没电 | Battery empty | | A-554
C-554 | 阀芯卡滞 | Valve stuck | | A-551 A-552
C-555 | 风气比不当 | Wrong air ratio | | A-553
C-556 | 软管老化 | Hose aged | | A-555
C-557 | 气压异常 | Gas pressure wrong | | A-556
C-558 | 外力撞击 | Impact | | A-551
A-551 | 更换元件 | Replace component
A-552 | 清理 | Clean
A-553 | 调节风门 | Set the air damper
A-554 | 更换电池 | Replace battery
A-555 | 更换软管并检漏 | Replace hose and test for leaks
A-556 | 停用并告知燃气公司 | Shut down and tell the gas supplier
""")

GAS_STOVE = CategoryData(
    code="gas_stove",
    label=Label("燃气灶", "Gas stove"),
    icon="cooker",
    skills=(SkillRuleData("gas_appliance"),),
    products=products(
        "澜川",
        """
LC-JZT42-Z2 | 嵌入式双灶 4.2kW | Built-in two-burner stove 4.2 kW
LC-JZT52-Z6 | 大火力双灶 5.2kW | Two-burner stove 5.2 kW
LC-JZT50-Q9 | 集成灶 Q9 | Integrated stove Q9
""",
    ),
    codes=STOVE_CODES,
    checklists={
        "repair": checks("""
gas_leak | 接头检漏无气泡 | Joints tested, no bubbles
valve_closed | 已关阀并挂牌停用 | Valve shut and tagged out | | gas_leak bad
flameout | 熄火保护闭阀时间 | Flame-failure shut-off time | 0..60 s
flame | 火焰稳定呈蓝色 | Flame is steady and blue
hose_age | 软管使用年限 | Age of the hose | 0..8 a
hose_replaced | 已换新软管 | Hose replaced | | hose_age high
"""),
        "install": checks("""
gas_leak | 接头检漏无气泡 | Joints tested, no bubbles
inlet_pressure | 燃气动压（天然气） | Dynamic gas pressure (natural gas) | 1500..2500 Pa
cabinet_vent | 橱柜开有通风口 | Cabinet is vented
explained | 已讲明用气安全 | Gas safety was explained
"""),
    },
    warranty_months=36,
    visit_price=Decimal(50),
    labour_price=Decimal(80),
    parts=parts("""
LCP-5501 | 热电偶 | Thermocouple | 25 | LC-JZT42-Z2 LC-JZT52-Z6 LC-JZT50-Q9
LCP-5502 | 点火针（灶） | Electrode (stove) | 15 | LC-JZT42-Z2 LC-JZT52-Z6 LC-JZT50-Q9
LCP-5503 | 脉冲点火器（灶） | Pulse igniter (stove) | 48 | LC-JZT42-Z2 LC-JZT52-Z6 LC-JZT50-Q9
LCP-5504 | 火盖 | Burner cap | 60 | LC-JZT42-Z2 LC-JZT52-Z6
LCP-5505 | 阀体组件 | Valve assembly | 120 | LC-JZT42-Z2 LC-JZT52-Z6 LC-JZT50-Q9
LCP-5506 | 不锈钢波纹管 | Stainless gas hose | 65 | LC-JZT42-Z2 LC-JZT52-Z6 LC-JZT50-Q9
LCP-5507 | 玻璃面板 | Glass top | 190 | LC-JZT42-Z2 LC-JZT52-Z6
"""),
)

DISHWASHER_CODES = codes("""
S-601 | 不启动 | Does not start | 没反应、no start | O-601 O-602 O-603
S-602 | 不进水 | No water in | E1、进不了水 | O-604 O-602
S-603 | 不排水 | Does not drain | E4、积水、水排不出去 | O-605 O-606
S-604 | 洗不干净 | Poor washing result | 有残渣、油没洗掉 | O-607 O-608
S-605 | 漏水 | Leaks water | 地上有水、E9、leaking | O-609 O-604 O-605
S-606 | 不加热 | Does not heat | 水不热、E3 | O-610 O-602
S-607 | 不烘干 | Does not dry | 碗是湿的 | O-610 O-611
S-608 | 噪音大 | Noisy | 嗡嗡响 | O-607 O-605
S-609 | 不加洗涤剂 | Detergent not released | 洗涤块没化 | O-608
S-610 | 有异味 | Bad smell | 臭 | O-606
S-611 | 门关不上 | Door does not close | 门锁、关不紧 | O-601 O-609
O-601 | 门锁 | Door lock | | C-601 C-602
O-602 | 控制板 | Control board | | C-601
O-603 | 电源线路 | Power wiring | | C-603
O-604 | 进水阀 | Inlet valve | | C-604 C-601
O-605 | 排水泵 | Drain pump | | C-604 C-601
O-606 | 滤网与排水管 | Filter and drain hose | | C-604
O-607 | 洗涤泵与喷臂 | Wash pump and spray arm | | C-604 C-601
O-608 | 分配器 | Dispenser | | C-602 C-605
O-609 | 门封 | Door seal | | C-602
O-610 | 加热器 | Heater | | C-601 C-606
O-611 | 烘干风机 | Drying fan | | C-601
C-601 | 元件失效 | Component failed | | A-601
C-602 | 变形老化 | Deformed or aged | | A-601
C-603 | 接触不良 | Bad contact | | A-603
C-604 | 异物堵塞 | Blocked by foreign matter | | A-602
C-605 | 使用不当 | Wrong use | | A-604
C-606 | 水垢 | Limescale | | A-602
A-601 | 更换元件 | Replace component
A-602 | 清理除垢 | Clean and descale
A-603 | 处理接线 | Repair wiring
A-604 | 指导用户 | Instruct the customer
""")

DISHWASHER = CategoryData(
    code="dishwasher",
    label=Label("洗碗机", "Dishwasher"),
    icon="bowl",
    skills=(SkillRuleData("home_appliance"),),
    products=products(
        "澜川",
        """
LC-WQP8-W1 | 嵌入式洗碗机 8 套 | Built-in dishwasher 8 sets
LC-WQP15-W6 | 嵌入式洗碗机 15 套 | Built-in dishwasher 15 sets
LC-WQP10-S2 | 水槽洗碗机 10 套 | Sink dishwasher 10 sets
""",
    ),
    codes=DISHWASHER_CODES,
    checklists={
        "repair": checks("""
supply_voltage | 供电电压 | Supply voltage | 198..242 V
water_pressure | 进水压力 | Water pressure | 0.04..1 MPa
wash_temperature | 洗涤水温 | Wash temperature | 45..75 ℃
no_leak | 运行一个程序无漏水 | No leak during one programme
"""),
        "install": checks("""
water_pressure | 进水压力 | Water pressure | 0.04..1 MPa
drain_height | 排水管高度 | Drain hose height | 40..100 cm
hardness | 进水硬度 | Water hardness | 0..60 °fH
no_leak | 试机无漏水 | Test run without leak
explained | 已教会使用 | Use was explained
"""),
    },
    warranty_months=36,
    visit_price=Decimal(50),
    labour_price=Decimal(100),
    parts=parts("""
LCP-6001 | 洗涤泵 | Wash pump | 280* | LC-WQP8-W1 LC-WQP15-W6 LC-WQP10-S2
LCP-6002 | 排水泵（洗碗机） | Drain pump (dishwasher) | 68 | LC-WQP8-W1 LC-WQP15-W6 LC-WQP10-S2
LCP-6003 | 进水阀（洗碗机） | Inlet valve (dishwasher) | 42 | LC-WQP8-W1 LC-WQP15-W6 LC-WQP10-S2
LCP-6004 | 分配器 | Dispenser | 85 | LC-WQP8-W1 LC-WQP15-W6 LC-WQP10-S2
LCP-6005 | 喷臂组件 | Spray arm kit | 75 | LC-WQP8-W1 LC-WQP15-W6 LC-WQP10-S2
LCP-6006 | 控制板（洗碗机） | Control board (dishwasher) | 250* | LC-WQP8-W1 LC-WQP15-W6 LC-WQP10-S2
"""),
)
