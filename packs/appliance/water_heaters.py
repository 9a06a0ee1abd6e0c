"""Water heaters: gas (danger of carbon monoxide) and electric (danger of current)."""

from decimal import Decimal

from callout.foundation.pack_tables import checks, codes, parts, products
from callout.foundation.packs import CategoryData, Label, SkillRuleData

GAS_CODES = codes("""
S-401 | 打不着火 | Does not ignite | 点不着、不点火、E1、no ignition | O-401 O-402 O-403 O-404
S-402 | 点火后熄灭 | Goes out after ignition | 着了又灭、中途熄火、E3 | O-403 O-405 O-406
S-403 | 水不热 | Water not hot | 水温低、忽冷忽热、烧不热 | O-407 O-404 O-408
S-404 | 水过热 | Water too hot | 烫手、E5、超温 | O-407 O-409
S-405 | 有煤气味 | Smell of gas | 漏气、燃气味、gas leak、gas smell | O-404 O-410
S-406 | 漏水 | Leaks water | 滴水、底部漏水 | O-409 O-407
S-407 | 轰燃 | Ignites with a bang | 嘭的一声、爆燃 | O-402 O-405
S-408 | 排烟不畅 | Flue gas blocked | 呛、排烟、E6、CO 报警 | O-406 O-405
S-409 | 不通电 | No power | 屏不亮、没电 | O-411
S-410 | 噪音大 | Noisy | 嗡嗡响、风机响 | O-405
S-411 | 显示故障代码 | Shows a fault code | 报警、E2、E8、EA | O-411 O-403 O-405
O-401 | 水流传感器 | Water flow sensor | | C-401 C-402
O-402 | 点火器与点火针 | Igniter and electrode | | C-401 C-403
O-403 | 火焰感应针 | Flame sensor | | C-403 C-401
O-404 | 燃气比例阀 | Gas valve | | C-401 C-404
O-405 | 风机 | Fan | | C-401 C-402
O-406 | 烟管 | Flue | | C-402 C-405
O-407 | 换热器与水温传感器 | Heat exchanger and sensor | | C-406 C-401
O-408 | 进水滤网 | Inlet filter | | C-402
O-409 | 水路接头与密封 | Water joints and seals | | C-407
O-410 | 燃气接头 | Gas joint | | C-407 C-405
O-411 | 主控板与电源 | Control board and power | | C-401 C-408
C-401 | 元件失效 | Component failed | | A-401
C-402 | 堵塞 | Blocked | | A-402
C-403 | 积碳氧化 | Carbon or oxide | | A-402 A-401
C-404 | 气压异常 | Gas pressure wrong | | A-403
C-405 | 安装不规范 | Poor installation | | A-404
C-406 | 水垢 | Limescale | | A-405
C-407 | 密封老化 | Seal aged | | A-406
C-408 | 受潮或雷击 | Moisture or lightning | | A-401
A-401 | 更换元件 | Replace component
A-402 | 清理 | Clean
A-403 | 调节二次压力 | Set burner pressure
A-404 | 整改安装 | Correct the installation
A-405 | 除垢 | Descale
A-406 | 更换密封并检漏 | Replace seal and test for leaks
A-407 | 停用并告知燃气公司 | Shut down and tell the gas supplier
""")

WATER_HEATER_GAS = CategoryData(
    code="water_heater_gas",
    label=Label("燃气热水器", "Gas water heater"),
    icon="flame",
    skills=(SkillRuleData("gas_appliance"),),
    products=products(
        "澜川",
        """
LC-JSQ25-G3 | 燃气热水器 13L | Gas water heater 13 l
LC-JSQ30-G5 | 燃气热水器 16L | Gas water heater 16 l
LC-JSQ36-G8 | 零冷水燃气热水器 18L | Gas water heater with recirculation 18 l
""",
    ),
    codes=GAS_CODES,
    checklists={
        "repair": checks("""
gas_leak | 接头检漏无气泡 | Joints tested, no bubbles
valve_closed | 已关阀并挂牌停用 | Valve shut and tagged out | | gas_leak bad
inlet_pressure | 燃气动压（天然气） | Dynamic gas pressure (natural gas) | 1500..2500 Pa
co | 室内一氧化碳浓度 | Carbon monoxide in the room | 0..24 ppm
aired | 已停机、开窗通风 | Switched off, room aired | | co high
flue_ok | 烟管伸出室外 | Flue leads outdoors
water_temperature | 出水温度 | Outlet temperature | 38..60 ℃
"""),
        "install": checks("""
gas_leak | 接头检漏无气泡 | Joints tested, no bubbles
flue_slope | 烟管外倾 | Flue slopes outwards
co | 室内一氧化碳浓度 | Carbon monoxide in the room | 0..24 ppm
clearance | 距可燃物距离 | Clearance to combustibles | 150.. mm
explained | 已讲明用气安全 | Gas safety was explained
"""),
        "maintain": checks("""
burner_clean | 燃烧器已清理 | Burner cleaned
gas_leak | 接头检漏无气泡 | Joints tested, no bubbles
co | 室内一氧化碳浓度 | Carbon monoxide in the room | 0..24 ppm
"""),
    },
    warranty_months=36,
    visit_price=Decimal(50),
    labour_price=Decimal(110),
    parts=parts("""
LCP-4001 | 脉冲点火器 | Pulse igniter | 75 | LC-JSQ25-G3 LC-JSQ30-G5 LC-JSQ36-G8
LCP-4002 | 感应针组件 | Flame sensor kit | 28 | LC-JSQ25-G3 LC-JSQ30-G5 LC-JSQ36-G8
LCP-4003 | 水流传感器 | Water flow sensor | 52 | LC-JSQ25-G3 LC-JSQ30-G5 LC-JSQ36-G8
LCP-4004 | 燃气比例阀 | Gas valve | 210* | LC-JSQ25-G3 LC-JSQ30-G5 LC-JSQ36-G8
LCP-4005 | 直流风机 | DC fan | 190 | LC-JSQ30-G5 LC-JSQ36-G8
LCP-4006 | 主控板（燃热） | Control board (gas heater) | 260* | LC-JSQ25-G3 LC-JSQ30-G5 LC-JSQ36-G8
LCP-4007 | 循环泵 | Circulation pump | 330 | LC-JSQ36-G8
"""),
)

ELECTRIC_CODES = codes("""
S-451 | 不加热 | Does not heat | 水不热、烧不热、E2 | O-451 O-452 O-453
S-452 | 加热慢 | Heats slowly | 水温低、烧很久 | O-451 O-454
S-453 | 漏水 | Leaks water | 滴水、水箱漏、leaking | O-455 O-456
S-454 | 漏电报警 | Leakage alarm | 漏电、麻手、跳闸、E1、electric shock | O-451 O-457 O-453
S-455 | 不出水 | No water | 水很小、没有水 | O-456 O-454
S-456 | 不通电 | No power | 灯不亮、没电 | O-457 O-453
S-457 | 温度失控 | Temperature out of control | 太烫、超温、E3 | O-452 O-453
S-458 | 泄压阀滴水不止 | Relief valve keeps dripping | 安全阀滴水 | O-456
S-459 | 有异味 | Bad smell | 水臭、锈水 | O-454
S-460 | 噪音大 | Noisy | 烧水响、滋滋响 | O-451
S-461 | 显示屏不亮 | Panel dark | 屏幕不显示 | O-453
O-451 | 加热管 | Heating element | | C-451 C-452
O-452 | 温控器 | Thermostat | | C-452
O-453 | 控制板 | Control board | | C-452 C-453
O-454 | 内胆与镁棒 | Tank and anode | | C-451 C-454
O-455 | 内胆焊缝 | Tank weld | | C-454
O-456 | 安全阀与接头 | Relief valve and joints | | C-455 C-456
O-457 | 电源线与漏保 | Cord and residual-current plug | | C-452 C-453
C-451 | 水垢 | Limescale | | A-452
C-452 | 元件失效 | Component failed | | A-451
C-453 | 受潮 | Moisture | | A-451
C-454 | 腐蚀 | Corrosion | | A-453 A-452
C-455 | 水压过高 | Water pressure too high | | A-454
C-456 | 密封老化 | Seal aged | | A-451
A-451 | 更换元件 | Replace component
A-452 | 除垢并换镁棒 | Descale and renew anode
A-453 | 换机 | Replace unit
A-454 | 加装减压阀 | Fit pressure reducer
A-455 | 指导用户 | Instruct the customer
""")

WATER_HEATER_ELECTRIC = CategoryData(
    code="water_heater_electric",
    label=Label("电热水器", "Electric water heater"),
    icon="bath",
    skills=(SkillRuleData("electrician"),),
    products=products(
        "澜川",
        """
LC-DSZF60-E3 | 储水式电热水器 60L | Storage water heater 60 l
LC-DSZF80-E5 | 储水式电热水器 80L | Storage water heater 80 l
LC-DSK85-K2 | 即热式电热水器 8.5kW | Instant water heater 8.5 kW
""",
    ),
    codes=ELECTRIC_CODES,
    checklists={
        "repair": checks("""
insulation | 绝缘电阻 | Insulation resistance | 2.. MΩ
leakage_current | 泄漏电流 | Leakage current | 0..0.75 mA
earth | 接地电阻 | Earth resistance | 0..4 Ω
water_temperature | 出水温度 | Outlet temperature | 38..75 ℃
no_leak | 接头无漏水 | Joints are dry
"""),
        "install": checks("""
wall | 墙体承重可靠 | Wall bears the load
earth | 接地电阻 | Earth resistance | 0..4 Ω
relief_valve | 安全阀试验通过 | Relief valve tested
no_leak | 接头无漏水 | Joints are dry
explained | 已教会使用 | Use was explained
"""),
        "maintain": checks("""
descaled | 已除垢 | Descaled
anode | 镁棒剩余 | Anode left | 30..100 %
insulation | 绝缘电阻 | Insulation resistance | 2.. MΩ
"""),
    },
    warranty_months=24,
    visit_price=Decimal(50),
    labour_price=Decimal(90),
    parts=parts("""
LCP-4501 | 加热管 2000W | Heating element 2000 W | 85 | LC-DSZF60-E3 LC-DSZF80-E5
LCP-4502 | 温控器（电热） | Thermostat (electric) | 32 | LC-DSZF60-E3 LC-DSZF80-E5
LCP-4503 | 镁棒 | Anode | 40 | LC-DSZF60-E3 LC-DSZF80-E5
LCP-4504 | 安全阀 | Relief valve | 25 | LC-DSZF60-E3 LC-DSZF80-E5
LCP-4505 | 漏电保护插头 | Residual-current plug | 55 | LC-DSZF60-E3 LC-DSZF80-E5
LCP-4506 | 控制板（电热） | Control board (electric) | 160* | LC-DSZF60-E3 LC-DSZF80-E5 LC-DSK85-K2
"""),
)
