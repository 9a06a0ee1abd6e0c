"""Data network: switches, routers, firewalls."""

from decimal import Decimal

from callout.foundation.pack_tables import checks, codes, parts, products
from callout.foundation.packs import CategoryData, Label, SkillRuleData

SWITCH_CODES = codes("""
S-101 | 端口不通 | Port down | 接口 down、网口灯不亮、link down | O-101 O-102 O-103
S-102 | 全网中断 | Network down | 断网、网络非计划停运、网络中断、outage | O-104 O-105 O-106 O-107
S-103 | 丢包 | Packet loss | 网络卡、时断时续、丢包率高 | O-101 O-102 O-108
S-104 | 环路告警 | Loop detected | 广播风暴、环路、loop | O-108 O-109
S-105 | CPU 利用率高 | High CPU load | CPU 高、cpu 负载高 | O-104 O-108
S-106 | 设备重启 | Restarts by itself | 自动重启、反复重启、reboot | O-104 O-105 O-110
S-107 | 电源告警 | Power alarm | 电源灯红、power fail | O-105
S-108 | 风扇告警 | Fan alarm | 风扇不转、温度高、FAN | O-111
S-109 | 板卡离线 | Board offline | 板卡不在位、板卡故障、offline | O-103 O-104
S-110 | 无法管理 | Cannot be managed | 登录不上、网管脱管、ping 不通 | O-104 O-108 O-102
S-111 | 堆叠分裂 | Stack split | 堆叠故障、stack | O-101 O-102 O-110
S-112 | 光功率异常 | Optical power out of range | 收光弱、光衰大、LOS | O-101 O-102
S-113 | 承载的业务异常 | Service behind it disturbed | 无法、异常、缺失、错误 | O-108 O-104 O-106
O-101 | 光模块 | Optical module | | C-101 C-102 C-103
O-102 | 光纤与网线 | Fibre and cable | | C-103 C-104
O-103 | 业务板 | Line board | | C-101 C-105
O-104 | 主控板 | Main control board | | C-101 C-105 C-106
O-105 | 电源模块 | Power module | 电源 | C-101 C-107
O-106 | 上联线路 | Uplink | 运营商线路 | C-108 C-104
O-107 | 机房供电 | Site power | | C-107
O-108 | 配置 | Configuration | | C-109 C-110
O-109 | 下挂设备 | Downstream device | | C-110 C-101
O-110 | 系统软件 | System software | | C-105
O-111 | 风扇框 | Fan tray | | C-101 C-102
C-101 | 设备日常损坏 | Wear of the device | 元件失效、设备损坏 | A-101
C-102 | 脏污 | Dirt | | A-102
C-103 | 接触不良 | Bad contact | 松动 | A-103
C-104 | 线路中断 | Line cut | 断纤、挖断 | A-104
C-105 | 软件缺陷 | Software defect | 交换机 bug、软件设计缺陷、网络bug | A-105 A-106
C-106 | 资源耗尽 | Out of resources | 内存满、表项满 | A-106 A-107
C-107 | 供电异常 | Power fault | 停电、市电、机房停电 | A-108
C-108 | 运营商故障 | Carrier fault | 运营商网络问题 | A-109
C-109 | 配置不当 | Wrong configuration | 网络配置不合理、运行维护不当 | A-107
C-110 | 操作不当 | Wrong operation | 检修操作不当、误操作 | A-107 A-110
A-101 | 更换板件 | Replace board
A-102 | 清洁 | Clean
A-103 | 重新插拔 | Reseat
A-104 | 抢修线路 | Repair line
A-105 | 升级或打补丁 | Upgrade or patch
A-106 | 重启设备 | Restart device
A-107 | 修改配置 | Change configuration
A-108 | 恢复供电 | Restore power
A-109 | 协调运营商 | Ask the carrier
A-110 | 指导用户 | Instruct the customer
""")

SWITCH = CategoryData(
    code="switch",
    label=Label("交换机", "Switch"),
    icon="network",
    skills=(SkillRuleData("ip_network"), SkillRuleData("ip_network", "install", 2)),
    products=products(
        "远讯",
        """
YX-S9208 | 核心交换机 S9208 | Core switch S9208
YX-S6806 | 汇聚交换机 S6806 | Aggregation switch S6806
YX-S4832 | 接入交换机 S4832 48 口 | Access switch S4832 48 ports
YX-S4824P | PoE 接入交换机 S4824P | PoE access switch S4824P
""",
    ),
    codes=SWITCH_CODES,
    checklists={
        "repair": checks("""
rx_power | 收光功率 | Received optical power | -18..-3 dBm
patch_cleaned | 尾纤已清洁 | Patch cord cleaned | | rx_power low
attenuator | 已加光衰减器 | Attenuator fitted | | rx_power high
packet_loss | 丢包率（1000 包） | Packet loss (1,000 packets) | 0..0.1 %
cpu | CPU 利用率 | CPU load | 0..70 %
temperature | 板卡温度 | Board temperature | 5..65 ℃
fans_checked | 风扇与滤网已检查 | Fans and filters checked | | temperature high
backup | 已备份配置 | Configuration saved
alarms_clear | 网管告警已清除 | Alarms cleared
"""),
        "inspect": checks("""
cpu | CPU 利用率 | CPU load | 0..70 %
memory | 内存利用率 | Memory use | 0..80 %
fans | 风扇运转正常 | Fans run
power_redundant | 双电源均在用 | Both power modules in use
logs | 近 30 天日志无严重告警 | No serious alarm in 30 days
version | 软件版本 | Software version | text
rack | 机柜正面与背面 | Rack, front and back | photo 2
"""),
    },
    warranty_months=36,
    visit_price=Decimal(300),
    labour_price=Decimal(400),
    parts=parts("""
YXP-1001 | 万兆光模块 SFP+ 10km | Optical module SFP+ 10 km | 380* | YX-S9208 YX-S6806 YX-S4832
YXP-1002 | 主控板 CU-2 | Main control board CU-2 | 18600* | YX-S9208
YXP-1003 | 48 口万兆业务板 | Line board 48 × 10 GE | 12800* | YX-S9208 YX-S6806
YXP-1004 | 交流电源模块 1200W | AC power module 1200 W | 1450* | YX-S9208 YX-S6806
YXP-1005 | 风扇框 | Fan tray | 620 | YX-S9208 YX-S6806 YX-S4832
YXP-1006 | 堆叠线缆 | Stacking cable | 260 | YX-S4832 YX-S4824P
YXP-1007 | 尾纤 LC-LC 10 米 | Patch cord LC-LC 10 m | 25# | YX-S9208 YX-S6806 YX-S4832
"""),
)

ROUTER_CODES = codes("""
S-151 | 链路中断 | Link down | 专线断、WAN 口 down、link down | O-151 O-152
S-152 | 邻居中断 | Neighbour lost | BGP 断、OSPF 邻居丢、neighbour down | O-153 O-151
S-153 | 路由不可达 | Route unreachable | 业务不通、ping 不通、路由丢失 | O-153 O-154
S-154 | 时延大 | High latency | 网络慢、延迟高 | O-151 O-154
S-155 | 丢包 | Packet loss | 时断时续、卡 | O-152 O-151
S-156 | 设备重启 | Restarts by itself | 自动重启、reboot | O-155 O-156
S-157 | CPU 利用率高 | High CPU load | CPU 高 | O-155 O-154
S-158 | 电源告警 | Power alarm | 电源灯红 | O-156
S-159 | 风扇或温度告警 | Fan or temperature alarm | 过热、FAN | O-157
S-160 | 无法管理 | Cannot be managed | 登录不上、脱管 | O-155 O-153
S-161 | 单板故障 | Board fault | 板卡异常、offline | O-158
O-151 | 承载线路 | Transmission line | 专线 | C-151 C-152
O-152 | 接口与光模块 | Port and optical module | | C-153 C-154
O-153 | 路由协议配置 | Routing configuration | | C-155 C-156
O-154 | 流量与策略 | Traffic and policy | | C-155 C-157
O-155 | 主控板 | Main control board | | C-153 C-156
O-156 | 电源模块 | Power module | | C-153 C-158
O-157 | 风扇 | Fan | | C-153 C-159
O-158 | 接口板 | Interface board | | C-153
C-151 | 断纤 | Fibre cut | 挖断 | A-154
C-152 | 运营商故障 | Carrier fault | 运营商网络问题 | A-156
C-153 | 设备日常损坏 | Wear of the device | 元件失效 | A-151
C-154 | 接触不良 | Bad contact | | A-152
C-155 | 配置不当 | Wrong configuration | 网络配置不合理 | A-153
C-156 | 软件缺陷 | Software defect | 网络bug | A-155
C-157 | 流量突增 | Traffic surge | 业务量大 | A-153
C-158 | 供电异常 | Power fault | 停电 | A-157
C-159 | 积尘 | Dust | | A-152
A-151 | 更换板件 | Replace board
A-152 | 清洁并重新插拔 | Clean and reseat
A-153 | 修改配置 | Change configuration
A-154 | 抢修线路 | Repair line
A-155 | 升级或打补丁 | Upgrade or patch
A-156 | 协调运营商 | Ask the carrier
A-157 | 恢复供电 | Restore power
""")

ROUTER = CategoryData(
    code="router",
    label=Label("路由器", "Router"),
    icon="router",
    skills=(SkillRuleData("ip_network"),),
    products=products(
        "远讯",
        """
YX-R9000 | 骨干路由器 R9000 | Backbone router R9000
YX-R3200 | 企业路由器 R3200 | Enterprise router R3200
YX-R620 | 分支路由器 R620 | Branch router R620
""",
    ),
    codes=ROUTER_CODES,
    checklists={
        "repair": checks("""
latency | 往返时延 | Round-trip time | 0..50 ms
packet_loss | 丢包率（1000 包） | Packet loss (1,000 packets) | 0..0.1 %
rx_power | 收光功率 | Received optical power | -18..-3 dBm
neighbours | 邻居全部建立 | All neighbours are up
backup | 已备份配置 | Configuration saved
"""),
        "inspect": checks("""
cpu | CPU 利用率 | CPU load | 0..70 %
memory | 内存利用率 | Memory use | 0..80 %
temperature | 板卡温度 | Board temperature | 5..65 ℃
neighbours | 邻居全部建立 | All neighbours are up
version | 软件版本 | Software version | text
"""),
    },
    warranty_months=36,
    visit_price=Decimal(300),
    labour_price=Decimal(400),
    parts=parts("""
YXP-1501 | 主控板 MPU | Main board MPU | 21500* | YX-R9000
YXP-1502 | 8 端口千兆接口卡 | Interface card 8 × GE | 3600* | YX-R9000 YX-R3200
YXP-1503 | 千兆光模块 SFP 10km | Optical module SFP 10 km | 120* | YX-R9000 YX-R3200 YX-R620
YXP-1504 | 电源模块 350W | Power module 350 W | 860* | YX-R3200
YXP-1505 | 风扇模块（路由器） | Fan module (router) | 320 | YX-R9000 YX-R3200
YXP-1506 | 电源适配器 12V | Power adapter 12 V | 65 | YX-R620
"""),
)

FIREWALL_CODES = codes("""
S-201 | 业务不通 | Traffic blocked | 访问不了、被拦截、blocked | O-201 O-202 O-203
S-202 | 策略不生效 | Policy has no effect | 放通无效、规则不起作用 | O-201
S-203 | 主备切换异常 | Failover fault | 双机切换、双主、failover | O-204 O-205
S-204 | VPN 中断 | VPN down | 隧道断、IPSec 断、vpn | O-206 O-203
S-205 | 会话数满 | Session table full | 连接数满、上网慢 | O-205 O-202
S-206 | 特征库过期 | Signatures out of date | license 过期、授权到期、病毒库 | O-207
S-207 | 设备重启 | Restarts by itself | 自动重启、reboot | O-205 O-208
S-208 | CPU 利用率高 | High CPU load | CPU 高 | O-205 O-202
S-209 | 误报攻击 | False attack alarm | 误拦、误报 | O-207 O-201
S-210 | 遭受攻击 | Under attack | 攻击、扫描、DDoS、attack | O-202
S-211 | 电源或硬盘告警 | Power or disk alarm | 硬盘满、电源灯红 | O-208 O-209
S-212 | 承载的业务异常 | Service behind it disturbed | 无法、异常、缺失 | O-201 O-203 O-202
O-201 | 安全策略 | Security policy | 安全 | C-201 C-202
O-202 | 流量 | Traffic | | C-203 C-204
O-203 | 接口与路由 | Ports and routes | | C-201 C-205
O-204 | 心跳线 | Heartbeat link | | C-205
O-205 | 主机系统 | System | | C-206 C-207
O-206 | VPN 配置与证书 | VPN configuration and certificate | | C-201 C-208
O-207 | 授权与特征库 | Licence and signatures | | C-208
O-208 | 电源模块 | Power module | | C-205 C-209
O-209 | 日志硬盘 | Log disk | | C-207 C-205
C-201 | 配置不当 | Wrong configuration | 安全策略配置不合理 | A-201
C-202 | 变更未登记 | Unrecorded change | 检修操作不当 | A-201 A-205
C-203 | 外部攻击 | Attack | 外部原因 | A-202
C-204 | 业务量增长 | Traffic growth | | A-203
C-205 | 设备日常损坏 | Wear of the device | | A-204
C-206 | 软件缺陷 | Software defect | 防火墙bug | A-206
C-207 | 资源耗尽 | Out of resources | 存储空间满 | A-203 A-207
C-208 | 授权到期 | Licence expired | license过期 | A-208
C-209 | 供电异常 | Power fault | | A-209
A-201 | 修改策略 | Change policy
A-202 | 封堵攻击源 | Block the attacker
A-203 | 扩容 | Extend capacity
A-204 | 更换模块 | Replace module
A-205 | 回退变更 | Roll back
A-206 | 升级或打补丁 | Upgrade or patch
A-207 | 清理空间 | Free space
A-208 | 更新授权 | Renew licence
A-209 | 恢复供电 | Restore power
""")

FIREWALL = CategoryData(
    code="firewall",
    label=Label("防火墙", "Firewall"),
    icon="wall",
    skills=(SkillRuleData("ip_network", min_level=2),),
    products=products(
        "远讯",
        """
YX-FW6600 | 下一代防火墙 FW6600 | Next-generation firewall FW6600
YX-FW610 | 分支防火墙 FW610 | Branch firewall FW610
""",
    ),
    codes=FIREWALL_CODES,
    checklists={
        "repair": checks("""
sessions | 会话占用 | Session use | 0..80 %
cpu | CPU 利用率 | CPU load | 0..70 %
failover | 主备切换试验通过 | Failover tested
backup | 已备份配置 | Configuration saved
"""),
        "inspect": checks("""
licence_days | 授权剩余 | Licence left | 30.. d
policies | 策略已复核 | Policies reviewed
sessions | 会话占用 | Session use | 0..80 %
version | 特征库版本 | Signature version | text
"""),
    },
    warranty_months=36,
    visit_price=Decimal(300),
    labour_price=Decimal(450),
    parts=parts("""
YXP-2001 | 电源模块（防火墙） | Power module (firewall) | 980* | YX-FW6600
YXP-2002 | 固态硬盘 480G | SSD 480 GB | 620* | YX-FW6600
YXP-2003 | 万兆接口卡 | Interface card 10 GE | 4200* | YX-FW6600
YXP-2004 | 风扇模块（防火墙） | Fan module (firewall) | 280 | YX-FW6600
YXP-2005 | 心跳线缆 | Heartbeat cable | 40 | YX-FW6600 YX-FW610
YXP-2006 | 电源适配器（防火墙） | Power adapter (firewall) | 85 | YX-FW610
"""),
)
