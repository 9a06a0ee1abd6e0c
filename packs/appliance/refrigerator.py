"""Refrigerators and freezers."""

from decimal import Decimal

from callout.foundation.pack_tables import checks, codes, parts, products
from callout.foundation.packs import CategoryData, Label, SkillRuleData

CODES = codes("""
S-201 | 不制冷 | Does not cool | 不冷、东西化了、not cooling、E2 | O-201 O-202 O-203
S-202 | 冷藏室不冷 | Fridge compartment warm | 上面不冷、冷藏不凉 | O-204 O-203 O-205
S-203 | 冷冻室不冷 | Freezer compartment warm | 冻不住、冰淇淋化了 | O-202 O-204
S-204 | 冷藏室结冰 | Ice in the fridge compartment | 菜冻坏了、后壁结冰 | O-205 O-206 O-203
S-205 | 漏水 | Leaks water | 底下有水、箱内积水 | O-206 O-207
S-206 | 噪音大 | Noisy | 嗡嗡响、咔咔响、noise | O-201 O-204 O-210
S-207 | 不停机 | Runs without stopping | 一直转、费电 | O-205 O-207 O-202
S-208 | 门关不严 | Door does not close | 门漏缝、门封、door | O-207
S-209 | 不通电 | No power | 灯不亮、没电 | O-208 O-203
S-210 | 有异味 | Bad smell | 臭、串味 | O-206 O-211
S-211 | 制冰机不出冰 | Ice maker does not work | 不制冰、E8 | O-209
S-212 | 显示屏报警 | Panel shows an alarm | 报警、E1、E6、一直响 | O-205 O-203 O-204
O-201 | 压缩机 | Compressor | | C-201 C-205
O-202 | 制冷管路 | Refrigerant circuit | | C-202 C-203
O-203 | 主控板 | Control board | | C-205 C-206
O-204 | 风机 | Fan | | C-204 C-205
O-205 | 温度传感器 | Temperature sensor | | C-205
O-206 | 化霜与排水系统 | Defrost and drain | | C-203 C-205
O-207 | 门体与门封 | Door and seal | | C-207 C-208
O-208 | 电源线与插座 | Power cord and socket | | C-209
O-209 | 制冰机 | Ice maker | | C-203 C-205
O-210 | 底座与调平脚 | Base and levelling feet | | C-208
O-211 | 箱体内部 | Interior | | C-210
C-201 | 压缩机卡缸 | Compressor seized | | A-201
C-202 | 制冷剂泄漏 | Refrigerant leak | | A-202
C-203 | 堵塞 | Blocked | | A-203
C-204 | 结冰卡住 | Blocked by ice | | A-203
C-205 | 元件失效 | Component failed | | A-204
C-206 | 受潮腐蚀 | Corroded by moisture | | A-204
C-207 | 老化变形 | Aged or deformed | | A-204 A-205
C-208 | 摆放不平 | Not level | | A-205
C-209 | 接触不良 | Bad contact | | A-206
C-210 | 使用不当 | Wrong use | | A-207
A-201 | 更换压缩机 | Replace compressor
A-202 | 检漏补焊并加注制冷剂 | Find leak, braze and recharge
A-203 | 疏通除冰 | Clear blockage and ice
A-204 | 更换元件 | Replace component
A-205 | 调整 | Adjust
A-206 | 处理接线 | Repair wiring
A-207 | 指导用户 | Instruct the customer
A-208 | 清洗除味 | Clean and remove smell
""")

REFRIGERATOR = CategoryData(
    code="refrigerator",
    label=Label("冰箱", "Refrigerator"),
    icon="fridge",
    skills=(SkillRuleData("refrigeration"),),
    products=products(
        "澜川",
        """
LC-BCD215-A2 | 三门冰箱 215 | Three-door refrigerator 215 l
LC-BCD452-S5 | 对开门冰箱 452 | Side-by-side refrigerator 452 l
LC-BCD501-X7 | 十字门冰箱 501 | Four-door refrigerator 501 l
LC-BD198-C1 | 卧式冷柜 198 | Chest freezer 198 l
""",
    ),
    codes=CODES,
    checklists={
        "repair": checks("""
supply_voltage | 供电电压 | Supply voltage | 198..242 V
fridge_temperature | 冷藏室温度 | Fridge temperature | 2..8 ℃
freezer_temperature | 冷冻室温度 | Freezer temperature | -24..-15 ℃
running_current | 运行电流 | Running current | 0.3..2.5 A
leak_tested | 检漏无泄漏 | Leak test passed | | running_current low
seal_tight | 门封严密 | Door seals are tight
seal_reset | 门封已校正或更换 | Seal reset or replaced | | seal_tight bad
drain_ok | 排水口通畅 | Drain is clear
"""),
        "install": checks("""
level | 摆放水平 | Stands level
clearance | 背部散热距离 | Clearance behind | 50.. mm
earth | 接地可靠 | Earth is reliable
rested | 静置时间 | Rest before power-on | 2.. h
explained | 已教会使用 | Use was explained
"""),
    },
    warranty_months=36,
    visit_price=Decimal(50),
    labour_price=Decimal(100),
    parts=parts("""
LCP-2001 | 变频压缩机（冰箱） | Inverter compressor (refrigerator) | 560* | LC-BCD452-S5 LC-BCD501-X7
LCP-2002 | 冷藏传感器 | Fridge sensor | 18 | LC-BCD215-A2 LC-BCD452-S5 LC-BCD501-X7
LCP-2003 | 化霜加热管 | Defrost heater | 65 | LC-BCD452-S5 LC-BCD501-X7
LCP-2004 | 冷冻风机 | Freezer fan | 88 | LC-BCD452-S5 LC-BCD501-X7
LCP-2005 | 主控板（冰箱） | Control board (refrigerator) | 230* | LC-BCD215-A2 LC-BCD452-S5 LC-BCD501-X7
LCP-2006 | 门封条 | Door seal | 70 | LC-BCD215-A2 LC-BCD452-S5 LC-BCD501-X7 LC-BD198-C1
LCP-2007 | 制冰机组件 | Ice maker assembly | 320 | LC-BCD501-X7
"""),
)
