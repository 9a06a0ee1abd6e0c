"""Fault trees, display codes and curves of household appliances, as service manuals of such machines teach them."""

from callout.foundation.pack_diagnosis import DiagnosisData, curve, faults, references, tree

_COOLING = tree(
    "cooling",
    "不制冷 / Does not cool",
    "S-103 S-108 S-112",
    """
? mode | 设为制冷、16 ℃、高风，室内机出风吗？ / Set to cool, 16 ℃, high fan: does air come out? | 出风正常 \
    / Normal air > filter ; 风很小 / Weak air > clean ; 不出风 / No air > indoor_fan | 先排除遥控器设在送风、睡眠 \
    / Rule out fan or sleep mode on the remote first
? filter | 滤网和蒸发器干净吗？ / Are filter and evaporator clean? | 干净 / Clean > outdoor ; 脏堵 / Clogged > clean
= clean | 滤网、蒸发器脏堵 / Filter or evaporator clogged | O-113 C-107 A-105 | | 清洗后复测温差 \
    / Measure the temperature difference again after cleaning
= indoor_fan | 室内风机不转 / Indoor fan does not turn | O-102 C-101 A-101 | LCP-1003
? outdoor | 室外机转吗？ / Does the outdoor unit run? | 风机和压缩机都转 / Fan and compressor > current \
    ; 只有风机转 / Fan only > compressor_volt ; 风机不转 / Fan stands > supply | 断电 5 分钟后再上电 \
    / Power off five minutes, then on again
# supply | 室外机电源电压 / Supply voltage at the outdoor unit | 198..242 V | ok > capacitor ; off > bad_supply \
    | 在接线端子上量，起动时也看一次 / At the terminals; look again while it starts
= bad_supply | 供电电压异常 / Supply voltage out of range | O-104 C-106 A-107
# capacitor | 风机电容容量 / Fan capacitor | 31.5..38.5 µF | ok > fan_motor ; off > bad_capacitor \
    | 先放电再量；标称 35 µF，允许 ±10% / Discharge first; rated 35 µF ±10%
= bad_capacitor | 电容衰减 / Capacitor weak | O-103 C-104 A-102 | LCP-1001
= fan_motor | 室外风机电机损坏 / Outdoor fan motor damaged | O-103 C-101 A-101 | LCP-1002
# compressor_volt | 压缩机三相线电压（U-V、V-W、W-U 最大差） / Compressor voltage, largest difference U-V, V-W, W-U \
    | 0..10 V | ok > winding ; high > board | 运行中用真有效值表 / While running, with a true-RMS meter
# winding | 压缩机绕组对地绝缘 / Compressor winding insulation | 2.. MΩ | ok > board ; low > bad_compressor \
    | 断电、拆线后用 500 V 兆欧表 / Power off, wires removed, 500 V megger
= bad_compressor | 压缩机绕组损坏 / Compressor winding damaged | O-101 C-101 A-110 | LCP-1007
= board | 室外主板驱动失效 / Outdoor board does not drive | O-106 C-105 A-104 | LCP-1004
# current | 运行电流 / Running current | 3..8 A | ok > drop ; low > pressure ; high > condenser \
    | 钳形表夹火线，运行 15 分钟后读 / Clamp on the live wire after 15 minutes
? condenser | 冷凝器脏或散热受阻吗？ / Is the condenser dirty or blocked? | 是 / Yes > dirty_condenser ; 否 \
    / No > bad_compressor
= dirty_condenser | 冷凝器脏堵 / Condenser clogged | O-108 C-111 A-105
# pressure | 低压侧压力（R32，制冷） / Low-side pressure (R32, cooling) | 0.7..1.1 MPa | ok > drop ; low > leak \
    ; high > valve
= leak | 制冷剂泄漏 / Refrigerant leak | O-108 C-102 A-103 | LCP-1009 | R32 可燃：通风、禁火，先检漏再补氟 \
    / R32 burns: air the room, no flame, find the leak before recharging
= valve | 四通阀串气 / Four-way valve leaks inside | O-107 C-108 A-102 | LCP-1006
# drop | 进出风温差 / Inlet to outlet temperature difference | 8..20 ℃ | ok > use ; low > pressure_again \
    ; high > clean | 距出风口 5 厘米 / Five centimetres from the outlet
? pressure_again | 低压管结霜或压力偏低吗？ / Is the suction pipe frosted or its pressure low? | 是 / Yes > leak \
    ; 否 / No > sensor
= sensor | 管温传感器漂移 / Pipe sensor drifts | O-105 C-105 A-102 | LCP-1008
= use | 机器正常：指导使用 / The unit is sound: instruct the customer | O-110 C-112 A-108 | | 核对房间面积与机型 \
    / Compare room size and model
""",
)

_TRIPS = tree(
    "trips",
    "一开就跳闸 / Trips the breaker",
    "S-109",
    """
? when | 什么时候跳？ / When does it trip? | 一插电就跳 / At once when plugged in > insulation ; 压缩机起动时跳 \
    / When the compressor starts > supply ; 运行一会儿跳 / After a while > breaker
# insulation | 整机对地绝缘 / Insulation of the unit to earth | 2.. MΩ | ok > socket ; low > split \
    | 断电，500 V 兆欧表 / Power off, 500 V megger
? split | 拆下压缩机线后绝缘恢复吗？ / Is insulation restored with the compressor wires off? | 恢复 \
    / Yes > compressor ; 没有 / No > wiring
= compressor | 压缩机绕组接地 / Compressor winding to earth | O-101 C-101 A-110 | LCP-1007
= wiring | 连接线受潮或破损 / Wiring wet or damaged | O-104 C-110 A-106
= socket | 插座或漏保故障 / Socket or breaker faulty | O-104 C-106 A-107
# supply | 起动瞬间电压 / Voltage at the start | 187.. V | ok > breaker ; low > line
= line | 线径过细或线路过长 / Supply line too thin or too long | O-104 C-106 A-107
? breaker | 空开额定电流够吗？ / Is the breaker rated high enough? | 不够 / No > small_breaker ; 够 / Yes > board
= small_breaker | 空开选型过小：请电工更换 / Breaker too small: to be replaced by an electrician | O-104 C-106 A-107
= board | 室外主板击穿 / Outdoor board broken down | O-106 C-105 A-104 | LCP-1004
""",
)

AIR_CONDITIONER = DiagnosisData(
    "air_conditioner",
    (_COOLING, _TRIPS),
    faults("""
E1 | 高压保护 / High-pressure protection | 看冷凝器与外机通风 / Look at the condenser and its air | cooling
E3 | 低压或缺氟保护 / Low-pressure protection | 量低压侧压力 / Measure the low-side pressure | cooling
E4 | 排气温度过高 / Discharge temperature too high | 查冷媒量与管温传感器 / Check refrigerant and pipe sensor | cooling
E5 | 过流保护 / Overcurrent protection | 量电压、电流 / Measure voltage and current | cooling
E6 | 内外机通讯故障 / Indoor and outdoor units do not communicate | 查连接线 3、4 号端子 / Check terminals 3 and 4 \
    | trips
P2 | 压缩机壳体过热 / Compressor too hot | 停机冷却后查电流 / Let it cool, then check the current | cooling
"""),
    curves=(
        curve(
            "pull_down",
            "制冷温差曲线 / Pull-down curve",
            "开机分钟 (min) / Minutes after start (min)",
            "进出风温差 (℃) / Temperature difference (℃)",
            ((2, 2, 14), (5, 5, 17), (10, 8, 20), (15, 8, 20), (20, 8, 20)),
        ),
    ),
    references=references("""
LC-KFR35-N8 | version | main_board | N8-B 2.14
LC-KFR35-N8 | version | inverter | IPM 1.08
LC-KFR50-N8 | version | main_board | N8-B 2.14
LC-KFR50-N8 | version | inverter | IPM 1.08
LC-KFR26-N6 | version | main_board | N6-A 1.32
"""),
)

_DRAIN = tree(
    "drain",
    "不排水、不脱水 / Does not drain or spin",
    "S-303 S-304",
    """
? water | 筒内有水吗？ / Is there water in the drum? | 有 / Yes > filter ; 没有 / No > door
? filter | 排水泵滤网堵吗？ / Is the pump filter blocked? | 堵 / Yes > blocked ; 不堵 / No > hose \
    | 先用盆接水，再拧开滤网 / Put a bowl under it before opening
= blocked | 排水泵异物堵塞 / Drain pump blocked | O-305 C-305 A-302
? hose | 排水管弯折或高于 100 厘米吗？ / Is the hose kinked or higher than 100 cm? | 是 / Yes > hose_bad ; 否 \
    / No > pump
= hose_bad | 排水管安装不当 / Drain hose badly laid | O-306 C-305 A-302
# pump | 排水泵线圈电阻 / Drain pump coil | 120..190 Ω | ok > pump_volt ; off > pump_bad | 断电、拔下插头量 \
    / Power off, plug removed
= pump_bad | 排水泵损坏 / Drain pump failed | O-305 C-301 A-301 | LCP-3001
# pump_volt | 排水时泵端电压 / Voltage at the pump while draining | 198..242 V | ok > pump_bad ; off > board
= board | 电脑板无输出 / Control board gives no output | O-303 C-301 A-301 | LCP-3007
? door | 门锁吸合吗（听到“嗒”声）？ / Does the door lock click? | 吸合 / Yes > balance ; 不吸合 / No > lock
= lock | 门锁失效 / Door lock failed | O-301 C-301 A-301 | LCP-3002
? balance | 衣物偏在一边吗？ / Is the load on one side? | 是 / Yes > use ; 否 / No > motor
= use | 衣物不平衡：指导用户 / Unbalanced load: instruct the customer | O-312 C-310 A-305
# motor | 电机三相电阻最大差 / Motor windings, largest difference | 0..0.5 Ω | ok > board ; high > motor_bad
= motor_bad | 电机绕组损坏 / Motor winding damaged | O-307 C-301 A-301 | LCP-3005
""",
)

_INLET = tree(
    "inlet",
    "不进水 / No water comes in",
    "S-302",
    """
? tap | 水龙头全开、水压够吗？ / Is the tap open and the pressure good? | 够 / Yes > screen ; 不够 / No > pressure
# pressure | 进水压力 / Water pressure | 0.03..1 MPa | ok > screen ; off > supply
= supply | 用户水压不足 / The customer's water pressure is too low | O-312 C-310 A-305
? screen | 进水阀滤网堵吗？ / Is the inlet screen blocked? | 堵 / Yes > blocked ; 不堵 / No > coil
= blocked | 进水滤网堵塞 / Inlet screen blocked | O-304 C-305 A-302
# coil | 进水阀线圈电阻 / Inlet valve coil | 3.5..5.5 kΩ | ok > door ; off > valve
= valve | 进水电磁阀损坏 / Inlet valve failed | O-304 C-301 A-301 | LCP-3003
? door | 门锁灯亮吗？ / Is the door lamp on? | 亮 / Yes > board ; 不亮 / No > lock
= lock | 门锁失效 / Door lock failed | O-301 C-301 A-301 | LCP-3002
= board | 电脑板失效 / Control board failed | O-303 C-301 A-301 | LCP-3007
""",
)

WASHING_MACHINE = DiagnosisData(
    "washing_machine",
    (_DRAIN, _INLET),
    faults("""
E1 | 进水超时 / No water in time | 查水压与滤网 / Check pressure and screen | inlet
E2 | 排水超时 / No drain in time | 查滤网与排水管 / Check filter and hose | drain
E3 | 脱水不平衡 / Unbalanced spin | 重新摆放衣物 / Rearrange the load | drain
E5 | 门锁故障 / Door lock fault | 查门锁与线束 / Check lock and wires | drain
E6 | 加热故障 / Heating fault | 量加热管 20–35 Ω / Heating element 20–35 Ω |
"""),
)

_IGNITION = tree(
    "ignition",
    "打不着火、着后熄灭 / Does not ignite or goes out",
    "S-401 S-402 S-411",
    """
? smell | 现场闻到燃气味吗？ / Is there a smell of gas? | 有 / Yes > danger ; 没有 / No > water \
    | 有味先关阀、开窗、不动电器 / Close the valve, open the windows, touch no switch
= danger | 燃气泄漏：停用并告知燃气公司 / Gas leak: shut down and tell the supplier | O-410 C-407 A-407
# water | 水流量 / Water flow | 3.. L/min | ok > gas ; low > flow | 屏上看流量，或一分钟接水 \
    / On the panel, or fill a bucket for one minute
? flow | 进水滤网堵吗？ / Is the inlet filter blocked? | 堵 / Yes > filter ; 不堵 / No > sensor
= filter | 进水滤网堵塞 / Inlet filter blocked | O-408 C-402 A-402
= sensor | 水流传感器失效 / Flow sensor failed | O-401 C-401 A-401 | LCP-4003
# gas | 燃气动压（天然气） / Gas pressure while burning (natural gas) | 1500..3000 Pa | ok > spark ; off > gas_bad
= gas_bad | 气压异常 / Gas pressure wrong | O-404 C-404 A-403
? spark | 有连续打火声吗？ / Is there a steady spark? | 有 / Yes > flame ; 没有 / No > igniter
= igniter | 脉冲点火器失效 / Igniter failed | O-402 C-401 A-401 | LCP-4001
# flame | 火焰感应电流 / Flame current | 2.. µA | ok > fan ; low > electrode
= electrode | 感应针积碳 / Flame sensor fouled | O-403 C-403 A-402 | LCP-4002
# fan | 前清扫时风机转速 / Fan speed while purging | 2400..4200 rpm | ok > valve ; off > fan_bad
= fan_bad | 直流风机失效 / Fan failed | O-405 C-401 A-401 | LCP-4005
= valve | 比例阀失效 / Gas valve failed | O-404 C-401 A-401 | LCP-4004
""",
)

WATER_HEATER_GAS = DiagnosisData(
    "water_heater_gas",
    (_IGNITION,),
    faults("""
E1 | 点火失败 / Ignition failed | 查气源与点火 / Check gas and spark | ignition
E3 | 意外熄火 / Flame went out | 查感应针与气压 / Check flame sensor and pressure | ignition
E5 | 出水超温 / Water too hot | 查水温传感器与水流 / Check sensor and flow |
E6 | 风压或烟道故障 / Air or flue fault | 查烟管 / Check the flue | ignition
"""),
    curves=(
        curve(
            "gas_pressure",
            "二次压力曲线 / Burner pressure curve",
            "负荷 (%) / Load (%)",
            "二次压力 (Pa) / Burner pressure (Pa)",
            ((20, 80, 160), (40, 200, 340), (60, 380, 560), (80, 620, 860), (100, 900, 1250)),
        ),
    ),
)

_COMPARTMENT = tree(
    "compartment",
    "制冷效果差 / Cools badly",
    "S-201 S-202 S-203 S-207",
    """
? runs | 压缩机转吗？ / Does the compressor run? | 转 / Yes > seal ; 不转 / No > supply
# supply | 插座电压 / Socket voltage | 187..242 V | ok > start ; off > socket
= socket | 供电接触不良 / Bad contact of the supply | O-208 C-209 A-206
# start | 压缩机绕组电阻 / Compressor winding | 5..25 Ω | ok > board ; off > compressor
= compressor | 压缩机损坏 / Compressor damaged | O-201 C-201 A-201
= board | 主控板失效 / Control board failed | O-203 C-205 A-204
? seal | 门封夹纸能拉出吗？ / Can paper be pulled out of the closed door? | 拉不出 / No > fan ; 一拉就出 \
    / Easily > door
= door | 门封变形 / Door seal deformed | O-207 C-207 A-205
? fan | 冷冻风机转吗？ / Does the freezer fan turn? | 转 / Yes > sensor ; 不转 / No > ice
? ice | 蒸发器结冰吗？ / Is the evaporator iced up? | 结冰 / Yes > defrost ; 没有 / No > fan_bad
= defrost | 化霜失效结冰 / Iced up, defrost failed | O-206 C-203 A-203
= fan_bad | 风机失效 / Fan failed | O-204 C-205 A-204
# sensor | 传感器电阻（0 ℃） / Sensor resistance at 0 ℃ | 15..17.5 kΩ | ok > circuit ; off > sensor_bad \
    | 放进冰水 5 分钟后量 / Five minutes in ice water
= sensor_bad | 温度传感器失效 / Temperature sensor failed | O-205 C-205 A-204
= circuit | 制冷剂泄漏 / Refrigerant leak | O-202 C-202 A-202 | | R600a 可燃：禁火、通风 \
    / R600a burns: no flame, air the room
""",
)

REFRIGERATOR = DiagnosisData(
    "refrigerator",
    (_COMPARTMENT,),
    faults("""
E1 | 冷藏传感器故障 / Fridge sensor fault | 量传感器电阻 / Measure the sensor | compartment
E2 | 冷冻传感器故障 / Freezer sensor fault | 量传感器电阻 / Measure the sensor | compartment
E6 | 通讯故障 / Communication fault | 查显示板连接线 / Check the panel's wires |
"""),
)

DIAGNOSIS = (AIR_CONDITIONER, WASHING_MACHINE, WATER_HEATER_GAS, REFRIGERATOR)
