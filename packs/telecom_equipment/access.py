"""Access and radio: optical access, base stations, microwave links."""

from decimal import Decimal

from callout.foundation.pack_tables import checks, codes, parts, products
from callout.foundation.packs import CategoryData, ExtraData, Label, SkillRuleData

OPTICAL_CODES = codes("""
S-301 | 用户断网 | Subscriber offline | 上不了网、光猫红灯、LOS、no internet | O-301 O-302 O-303
S-302 | PON 口掉线 | PON port down | 整口用户掉线、PON 告警 | O-304 O-302 O-305
S-303 | 光衰过大 | High optical loss | 收光弱、光功率低 | O-302 O-301 O-306
S-304 | 网速慢 | Slow internet | 卡、测速不达标 | O-303 O-307
S-305 | ONU 频繁上下线 | ONU flaps | 时断时续、反复掉线 | O-302 O-303 O-308
S-306 | 长发光 | Rogue ONU | 长发光、整个 PON 受影响 | O-303
S-307 | 无法注册 | Cannot register | 注册不上、PON 灯闪、认证失败 | O-303 O-309
S-308 | 语音不通 | No voice | 电话没声音、打不出去 | O-309 O-303
S-309 | IPTV 花屏 | IPTV distorted | 电视卡、马赛克 | O-307 O-302
S-310 | OLT 板卡故障 | OLT board fault | 板卡离线、offline | O-304 O-310
S-311 | OLT 脱管 | OLT not managed | 网管看不到、脱管 | O-310 O-311
O-301 | 皮线光缆 | Drop cable | | C-301 C-302
O-302 | 主干与分光器 | Feeder and splitter | | C-301 C-303
O-303 | ONU 光猫 | ONU | | C-304 C-305
O-304 | PON 业务板 | PON board | | C-304 C-306
O-305 | PON 光模块 | PON optical module | | C-304
O-306 | 接头 | Connector | | C-302 C-303
O-307 | 上联与带宽配置 | Uplink and bandwidth | | C-307
O-308 | 用户侧电源 | Subscriber power | | C-308
O-309 | 业务数据 | Service data | | C-307
O-310 | OLT 主控板 | OLT control board | | C-304 C-306
O-311 | 上联链路 | Uplink | | C-301
C-301 | 断纤 | Fibre cut | 挖断、老鼠咬 | A-301
C-302 | 弯折过大 | Bent too tightly | | A-302
C-303 | 接头脏污 | Dirty connector | | A-303
C-304 | 设备日常损坏 | Wear of the device | | A-304
C-305 | 终端设置错误 | Wrong terminal setting | | A-305
C-306 | 软件缺陷 | Software defect | | A-306
C-307 | 数据配置不当 | Wrong service data | 网络配置不合理 | A-305
C-308 | 供电异常 | Power fault | 停电 | A-307
A-301 | 熔接光缆 | Splice fibre
A-302 | 重新布放 | Re-lay cable
A-303 | 清洁接头 | Clean connector
A-304 | 更换设备 | Replace device
A-305 | 修改数据 | Correct data
A-306 | 升级 | Upgrade
A-307 | 恢复供电 | Restore power
A-308 | 指导用户 | Instruct the customer
""")

OPTICAL_ACCESS = CategoryData(
    code="optical_access",
    label=Label("光接入（OLT/ONU）", "Optical access (OLT/ONU)"),
    icon="topology-star-3",
    skills=(SkillRuleData("optical_access"),),
    products=products(
        "远讯",
        """
YX-OL6400 | 光线路终端 OL6400 | OLT OL6400
YX-GP2404 | 千兆光猫 GP-2404 | Gigabit ONU GP-2404
YX-XG9020 | 万兆光猫 XG-9020 | 10G ONU XG-9020
""",
    ),
    codes=OPTICAL_CODES,
    checklists={
        "repair": checks("""
onu_rx | ONU 收光功率 | ONU received power | -27..-8 dBm
connector_cleaned | 接头已清洁或重做 | Connector cleaned or made anew | | onu_rx low
speed | 实测下行速率 | Measured downstream | 100.. Mbit/s
packet_loss | 丢包率（100 包） | Packet loss (100 packets) | 0..1 %
customer_online | 用户已能上网 | Subscriber is online
"""),
        "install": checks("""
onu_rx | ONU 收光功率 | ONU received power | -27..-8 dBm
speed | 实测下行速率 | Measured downstream | 100.. Mbit/s
label | 标签已粘贴 | Labelled
"""),
    },
    warranty_months=24,
    visit_price=Decimal(80),
    labour_price=Decimal(120),
    parts=parts("""
YXP-3001 | 千兆光猫整机 | Gigabit ONU | 160* | YX-GP2404
YXP-3002 | 16 口 GPON 业务板 | GPON board 16 ports | 9800* | YX-OL6400
YXP-3003 | PON 光模块 C+ | PON module C+ | 420* | YX-OL6400
YXP-3004 | OLT 主控板 | OLT control board | 11600* | YX-OL6400
YXP-3005 | 皮线光缆 100 米 | Drop cable 100 m | 60# | YX-GP2404 YX-XG9020
YXP-3006 | 快速连接器 SC | Field connector SC | 4 | YX-GP2404 YX-XG9020
YXP-3007 | 光猫电源 12V | ONU power adapter 12 V | 22 | YX-GP2404 YX-XG9020
"""),
)

BASE_STATION_CODES = codes("""
S-401 | 基站退服 | Station out of service | 退服、断站、没信号、out of service | O-401 O-402 O-403 O-404
S-402 | 小区不可用 | Cell unavailable | 小区退服、cell down | O-405 O-402
S-403 | 驻波比告警 | VSWR alarm | 驻波、VSWR | O-406 O-407
S-404 | RRU 链路断 | RRU link down | RRU 掉线、光口异常 | O-408 O-405
S-405 | 覆盖变差 | Poor coverage | 信号弱、掉话、weak signal | O-407 O-409 O-405
S-406 | GPS 时钟告警 | GPS clock alarm | 失步、时钟、GPS | O-410
S-407 | 传输中断 | Backhaul down | S1 断、传输告警 | O-404
S-408 | 市电中断 | Mains failure | 停电、电池供电 | O-401
S-409 | 高温告警 | High temperature | 过热、温度高 | O-411 O-402
S-410 | 干扰 | Interference | 底噪高、RSSI 高 | O-409 O-407
S-411 | 门禁水浸告警 | Door or water alarm | 进水、门开 | O-412
S-412 | 设备重启 | Restarts by itself | BBU 重启、reboot | O-402 O-401
O-401 | 站点电源 | Site power | | C-401 C-402
O-402 | BBU 基带单元 | Baseband unit BBU | | C-403 C-404
O-403 | 主控与时钟板 | Control and clock board | | C-403
O-404 | 传输 | Backhaul | | C-405 C-406
O-405 | RRU 射频单元 | Radio unit RRU | | C-403 C-407
O-406 | 跳线与接头 | Jumper and connector | | C-408 C-409
O-407 | 天线 | Antenna | | C-409 C-410
O-408 | 拉远光纤 | Fronthaul fibre | | C-405 C-409
O-409 | 无线参数 | Radio parameters | | C-411 C-412
O-410 | GPS 天线与馈线 | GPS antenna and feeder | | C-408 C-403
O-411 | 空调与风扇 | Cooling | | C-403
O-412 | 机房与铁塔 | Shelter and tower | | C-409
C-401 | 市电停电 | Mains outage | 停电 | A-401
C-402 | 蓄电池失效 | Battery worn out | | A-402
C-403 | 设备日常损坏 | Wear of the device | | A-402
C-404 | 软件缺陷 | Software defect | | A-403
C-405 | 断纤 | Fibre cut | | A-404
C-406 | 传输设备故障 | Transmission fault | | A-405
C-407 | 雷击 | Lightning | | A-402
C-408 | 进水氧化 | Water or oxide | | A-406
C-409 | 松动外力 | Loose or hit | 外力破坏 | A-406
C-410 | 方位角偏移 | Azimuth shifted | | A-407
C-411 | 外部干扰 | Outside interference | | A-408
C-412 | 参数不当 | Wrong parameters | | A-409
A-401 | 发电保障 | Run generator
A-402 | 更换模块 | Replace module
A-403 | 升级或复位 | Upgrade or reset
A-404 | 抢修光缆 | Repair fibre
A-405 | 协调传输专业 | Ask the transmission team
A-406 | 重做接头 | Remake connector
A-407 | 调整天线 | Adjust antenna
A-408 | 排查干扰源 | Find interference
A-409 | 修改参数 | Change parameters
""")

BASE_STATION = CategoryData(
    code="base_station",
    label=Label("基站（BBU/RRU）", "Base station (BBU/RRU)"),
    icon="building-broadcast-tower",
    skills=(SkillRuleData("tower_climbing"),),
    products=products(
        "远讯",
        """
YX-BB3100 | 基带单元 BB3100 | Baseband unit BB3100
YX-RR3104 | 射频单元 RR3104 | Radio unit RR3104
YX-AA3164 | 有源天线 AA3164 | Active antenna AA3164
""",
    ),
    codes=BASE_STATION_CODES,
    checklists={
        "repair": checks("""
vswr | 驻波比 | VSWR | 1..1.5
feeder_checked | 馈线接头已重做 | Feeder connectors made anew | | vswr high
rsrp | 覆盖电平 RSRP | Signal level RSRP | -105..-44 dBm
supply | 直流供电电压 | DC supply | -57..-43 V
alarms_clear | 网管告警已清除 | Alarms cleared
harness | 登高已系安全带 | Safety harness worn
"""),
        "inspect": checks("""
supply | 直流供电电压 | DC supply | -57..-43 V
earth | 接地电阻 | Earth resistance | 0..10 Ω
temperature | 机房温度 | Room temperature | 5..35 ℃
tower | 铁塔螺栓无松动 | Tower bolts are tight
sealed | 馈窗密封 | Cable entry is sealed
"""),
    },
    warranty_months=24,
    visit_price=Decimal(400),
    labour_price=Decimal(350),
    parts=parts("""
YXP-4001 | 基带板 BP-3 | Baseband board BP-3 | 14800* | YX-BB3100
YXP-4002 | 主控板 CB-1 | Control board CB-1 | 9600* | YX-BB3100
YXP-4003 | RRU 整机 | RRU | 8900* | YX-RR3104
YXP-4004 | 射频跳线 3 米 | RF jumper 3 m | 95 | YX-RR3104 YX-AA3164
YXP-4005 | 拉远光模块 10G | Fronthaul module 10G | 260* | YX-BB3100 YX-RR3104 YX-AA3164
YXP-4006 | GPS 天线 | GPS antenna | 180 | YX-BB3100
YXP-4007 | 风扇单元 | Fan unit | 340 | YX-BB3100
"""),
    extras=(ExtraData("base_station_climb", Label("登塔作业费", "Tower climb"), Decimal(300)),),
)

MICROWAVE_CODES = codes("""
S-451 | 链路中断 | Link down | 断链、业务中断、link down | O-451 O-452 O-453
S-452 | 误码高 | High error rate | 误码、BER | O-454 O-451
S-453 | 接收电平低 | Low receive level | RSL 低、信号弱 | O-451 O-453 O-455
S-454 | 中频线告警 | IF cable alarm | IF、中频 | O-456
S-455 | ODU 不可达 | ODU unreachable | ODU 掉线 | O-452 O-456
S-456 | 倒换失败 | Protection switch failed | 1+1 倒换 | O-457
S-457 | 雨衰中断 | Rain outage | 下雨断、雨天 | O-455
S-458 | 时钟失步 | Clock lost | 失步 | O-457
S-459 | 电源告警 | Power alarm | 掉电、power fail | O-458
S-460 | 网管脱管 | Not managed | 脱管、登录不上 | O-457
O-451 | 天线对准 | Antenna alignment | | C-451 C-452
O-452 | ODU 室外单元 | Outdoor unit ODU | | C-453 C-454
O-453 | 天线与波导 | Antenna and waveguide | | C-455 C-452
O-454 | 频率 | Frequency | | C-456
O-455 | 传播路径 | Path | | C-457 C-458
O-456 | 中频电缆 | IF cable | | C-455
O-457 | IDU 室内单元 | Indoor unit IDU | | C-453 C-459
O-458 | 直流供电 | DC supply | | C-460
C-451 | 大风偏移 | Moved by wind | | A-451
C-452 | 支架松动 | Mount loose | | A-451
C-453 | 设备日常损坏 | Wear of the device | | A-452
C-454 | 雷击 | Lightning | | A-452
C-455 | 进水 | Water got in | | A-453
C-456 | 同频干扰 | Co-channel interference | | A-454
C-457 | 暴雨 | Heavy rain | | A-455
C-458 | 路径遮挡 | Path blocked | 新楼遮挡 | A-456
C-459 | 配置不当 | Wrong configuration | | A-457
C-460 | 供电异常 | Power fault | 停电 | A-458
A-451 | 重新对准 | Align again
A-452 | 更换单元 | Replace unit
A-453 | 更换电缆并密封 | Replace and seal cable
A-454 | 换频点 | Change frequency
A-455 | 等待恢复并观察 | Wait and watch
A-456 | 改路由 | Re-route
A-457 | 修改配置 | Change configuration
A-458 | 恢复供电 | Restore power
""")

MICROWAVE_LINK = CategoryData(
    code="microwave_link",
    label=Label("微波链路", "Microwave link"),
    icon="antenna",
    skills=(SkillRuleData("tower_climbing", min_level=2),),
    products=products(
        "远讯",
        """
YX-MW380 | 全室外微波 MW380 | All-outdoor microwave MW380
YX-MW960 | 分体微波 MW960 | Split-mount microwave MW960
""",
    ),
    codes=MICROWAVE_CODES,
    checklists={
        "repair": checks("""
rsl | 接收电平 | Receive level | -60..-30 dBm
ber | 误码秒（15 分钟） | Errored seconds (15 min) | 0..2 s
supply | 直流供电电压 | DC supply | -57..-43 V
harness | 登高已系安全带 | Safety harness worn
"""),
        "inspect": checks("""
rsl | 接收电平 | Receive level | -60..-30 dBm
mount | 支架紧固 | Mount is tight
sealed | 接头密封 | Joints are sealed
"""),
    },
    warranty_months=24,
    visit_price=Decimal(400),
    labour_price=Decimal(350),
    parts=parts("""
YXP-4501 | ODU 15GHz | ODU 15 GHz | 7600* | YX-MW960
YXP-4502 | 中频板 | IF board | 5200* | YX-MW960
YXP-4503 | 中频电缆 50 米 | IF cable 50 m | 480 | YX-MW960
YXP-4504 | 0.6 米天线 | Antenna 0.6 m | 1500 | YX-MW960 YX-MW380
YXP-4505 | 以太电源注入器 | Power injector | 260 | YX-MW380
YXP-4506 | 防雷器 | Surge arrester | 120 | YX-MW960 YX-MW380
"""),
)
