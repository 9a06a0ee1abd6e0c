"""Fault trees, log patterns, healthy versions and curves of communication equipment."""

from callout.foundation.pack_diagnosis import DiagnosisData, curve, faults, patterns, references, tree

_PORT = tree(
    "port",
    "端口不通或丢包 / Port down or losing packets",
    "S-101 S-103 S-112",
    """
? admin | 端口被管理关闭吗（shutdown）？ / Is the port shut down by configuration? | 是 / Yes > shut ; 否 \
    / No > kind | display interface brief 看 *down / See *down in the interface list
= shut | 配置关闭端口 / Port shut by configuration | O-108 C-109 A-107
? kind | 光口还是电口？ / Fibre or copper? | 光口 / Fibre > rx ; 电口 / Copper > swap
# rx | 收光功率 / Received optical power | -18..-3 dBm | ok > tx ; low > clean ; high > attenuate \
    | 断开前先记录，勿直视光口 / Note it before unplugging; never look into the port
? clean | 清洁两端后恢复吗？ / Restored after cleaning both ends? | 恢复 / Yes > dirt ; 没有 / No > loop
= dirt | 光纤端面脏污 / Dirty fibre end | O-102 C-102 A-102
? loop | 本端自环后端口 UP 吗？ / Does the port come up with a loop at this end? | 起来 / Yes > fibre ; 起不来 \
    / No > module
= fibre | 光纤中断 / Fibre cut | O-102 C-104 A-104 | YXP-1007
= module | 光模块失效 / Optical module failed | O-101 C-101 A-101 | YXP-1001
= attenuate | 收光过强：加光衰 / Too much light: add an attenuator | O-101 C-103 A-103
# tx | 发光功率 / Transmitted optical power | -8.2..0.5 dBm | ok > errors ; off > module
? swap | 换网线后恢复吗？ / Restored with another cable? | 恢复 / Yes > cable ; 没有 / No > errors
= cable | 网线接触不良 / Bad cable | O-102 C-103 A-103
# errors | 一分钟 CRC 错误增量 / CRC errors in one minute | 0..0 个 | ok > duplex ; high > board
? duplex | 两端速率双工一致吗？ / Do speed and duplex agree at both ends? | 一致 / Yes > storm ; 不一致 / No > mismatch
= mismatch | 速率双工不一致 / Speed or duplex mismatch | O-108 C-109 A-107
? storm | 广播报文占比高吗？ / Is there much broadcast? | 高 / Yes > ring ; 不高 / No > board
= ring | 下挂设备成环 / A device behind it makes a loop | O-109 C-110 A-110
= board | 业务板端口故障 / Port of the line board failed | O-103 C-101 A-101 | YXP-1003
""",
)

_CPU = tree(
    "cpu",
    "CPU 高、反复重启 / High CPU or restarts",
    "S-105 S-106 S-110 S-102",
    """
# cpu | CPU 利用率（5 分钟） / CPU load (five minutes) | 0..70 % | ok > restart ; high > process
? process | 占用最高的是哪类？ / What takes most? | 收包任务 / Packet receiving > attack ; 路由协议 \
    / Routing protocol > flap ; 其他进程 / Other process > version
? attack | 有 ARP 或环路告警吗？ / Are there ARP or loop alarms? | 有 / Yes > loop ; 没有 / No > protect
= loop | 网络环路 / Loop in the network | O-109 C-110 A-110
= protect | CPU 防护未配置 / CPU protection not configured | O-108 C-109 A-107
= flap | 上联链路抖动 / Uplink flaps | O-106 C-104 A-104
? restart | 重启原因是什么？ / What is the reason of the restart? | 电源 / Power > power ; 温度 \
    / Temperature > fans ; 软件异常 / Software > version ; 未知 / Unknown > memory | display reboot-info
# power | 电源输入电压 / Input voltage of the power module | 187..253 V | ok > module ; off > site
= site | 机房供电异常 / Site power fault | O-107 C-107 A-108
= module | 电源模块失效 / Power module failed | O-105 C-101 A-101 | YXP-1004
= fans | 风扇失效 / Fans failed | O-111 C-101 A-101 | YXP-1005
? version | 版本低于参考版本吗？ / Is the version older than the reference? | 是 / Yes > upgrade ; 否 / No > memory
= upgrade | 软件缺陷：升级 / Software defect: upgrade | O-110 C-105 A-105
# memory | 内存利用率 / Memory use | 0..80 % | ok > control ; high > exhausted
= exhausted | 资源耗尽 / Out of resources | O-104 C-106 A-107
= control | 主控板失效 / Main control board failed | O-104 C-101 A-101 | YXP-1002
""",
)

_NETWORK_LOG = patterns("""
link_flap | urgent | (IFNET¦IF_STATE¦LINK).{0,40}down | 端口抖动 / A port goes up and down \
    | 查光功率与线缆 / Check optical power and cable | port | 3
loop | danger | (loop.?detect¦MFLPVLAN¦mac.?flapping) | 环路或 MAC 漂移 / Loop or MAC flapping \
    | 找出漂移的两个端口 / Find the two ports | cpu
crc | urgent | \\bCRC\\b.{0,40}(error¦exceed) | 端口误码 / Errors at a port | 换模块、换纤 \
    / Change module or fibre | port
optical | urgent | (optical¦rx.?power¦LOS).{0,40}(low¦abnormal¦alarm) | 光功率异常 / Optical power out of range \
    | 清洁端面 / Clean the fibre ends | port
power | danger | power.{0,30}(fail¦lost¦abnormal) | 电源失效 / Power failed | 查输入与模块 \
    / Check input and module | cpu
fan | urgent | fan.{0,30}(fail¦abnormal¦stop) | 风扇异常 / Fan fault | 换风扇框 / Replace the fan tray | cpu
temperature | urgent | temp(erature)?.{0,40}(exceed¦over¦high) | 温度过高 / Too hot | 查风扇与机房空调 \
    / Check fans and cooling | cpu
cpu | urgent | cpu.{0,40}(overload¦exceed¦threshold) | CPU 过载 / CPU overload | 看占用最高的任务 \
    / See the busiest task | cpu
memory | danger | (out of memory¦memory.{0,30}(exceed¦exhaust)) | 内存耗尽 / Out of memory | 核对版本 \
    / Compare the version | cpu
restart | danger | (system restart¦cold start¦warm start¦reboot reason) | 设备重启 / The device restarted \
    | 看重启原因 / See the reason | cpu
neighbour | urgent | (ospf¦bgp¦isis).{0,60}(down¦idle¦lost) | 路由邻居中断 / Routing neighbour lost \
    | 查链路与认证 / Check link and authentication |
login | info | (login¦ssh¦aaa).{0,40}(fail¦denied) | 登录失败 / Login failed | 多次失败时通知安全人员 \
    / Tell security when there are many | | 5
""")

SWITCH = DiagnosisData(
    "switch",
    (_PORT, _CPU),
    faults("""
L1 | 端口 LOS / Loss of signal at a port | 量收光 / Measure the received power | port
A12 | 电源模块无输出 / Power module gives no output | 查输入电压 / Check the input | cpu
A21 | 风扇停转 / A fan stands | 更换风扇框 / Replace the fan tray | cpu
A35 | 板卡温度越限 / Board temperature out of range | 查风道 / Check the air path | cpu
"""),
    patterns=_NETWORK_LOG,
    curves=(
        curve(
            "optical_budget",
            "收光功率随时间 / Received power over time",
            "小时 (h) / Hour (h)",
            "收光功率 (dBm) / Received power (dBm)",
            ((0, -18, -3), (4, -18, -3), (8, -18, -3), (12, -18, -3), (16, -18, -3), (20, -18, -3)),
        ),
    ),
    references=references("""
YX-S9208 | version | system | V7.2.16
YX-S9208 | version | patch | P05
YX-S9208 | version | bootrom | 1.30
YX-S9208 | configuration | stp | enable
YX-S9208 | configuration | loop-detect | enable
YX-S9208 | configuration | cpu-protect | enable
YX-S9208 | configuration | ntp | enable
YX-S6806 | version | system | V7.2.16
YX-S6806 | version | patch | P05
YX-S6806 | configuration | stp | enable
YX-S6806 | configuration | loop-detect | enable
YX-S4832 | version | system | V5.4.9
YX-S4832 | configuration | stp | enable
YX-S4832 | configuration | loop-detect | enable
YX-S4824P | version | system | V5.4.9
YX-S4824P | configuration | poe | enable
"""),
)

_PON = tree(
    "pon",
    "用户断网、光衰大 / Subscriber offline or high loss",
    "S-301 S-303 S-305 S-307",
    """
? lamp | 光猫灯态 / Lamps of the ONU | LOS 红灯闪 / LOS blinks red > rx ; PON 灯闪 / PON blinks > register \
    ; PON 常亮 / PON steady > service ; 全灭 / All dark > power
# power | 电源适配器电压 / Adapter voltage | 11.4..12.6 V | ok > onu ; off > adapter
= adapter | 电源适配器失效 / Adapter failed | O-308 C-308 A-307 | YXP-3007
= onu | 光猫失效 / ONU failed | O-303 C-304 A-304 | YXP-3001
# rx | 用户端收光功率 / Received power at the subscriber | -27..-8 dBm | ok > register ; low > bend ; high > onu \
    | 光功率计选 1490 nm / Power meter at 1490 nm
? bend | 皮线有急弯或压伤吗？ / Is the drop cable bent or crushed? | 有 / Yes > relay ; 没有 / No > connector
= relay | 皮线弯折过大 / Drop cable bent too tightly | O-301 C-302 A-302 | YXP-3005
? connector | 清洁或重做接头后恢复吗？ / Restored after cleaning or remaking the connector? | 恢复 / Yes > dirty \
    ; 没有 / No > splitter
= dirty | 接头脏污 / Dirty connector | O-306 C-303 A-303 | YXP-3006
# splitter | 分光器输出光功率 / Power at the splitter | -24..-8 dBm | ok > cut ; low > feeder ; high > cut
= cut | 皮线断纤 / Drop cable cut | O-301 C-301 A-301 | YXP-3005
? feeder | 同一分光器其他用户也断吗？ / Are others on this splitter offline too? | 是 / Yes > trunk ; 否 / No > cut
= trunk | 主干或分光器故障 / Feeder or splitter fault | O-302 C-301 A-301
? register | OLT 上能看到该 ONU 吗？ / Does the OLT see this ONU? | 能，认证失败 / Yes, refused > data ; 看不到 \
    / No > onu
= data | 注册数据不符 / Registration data wrong | O-309 C-307 A-305
? service | 测速达标吗？ / Is the speed as sold? | 达标 / Yes > terminal ; 不达标 / No > uplink
= terminal | 用户终端设置错误 / Wrong setting of the customer's device | O-303 C-305 A-305
= uplink | 带宽配置不当 / Bandwidth set wrongly | O-307 C-307 A-305
""",
)

OPTICAL_ACCESS = DiagnosisData(
    "optical_access",
    (_PON,),
    faults("""
LOS | 无光 / No light | 量收光 / Measure the received power | pon
LOF | 帧丢失 / Loss of frame | 量收光、查接头 / Measure power, check connectors | pon
"""),
    patterns=patterns("""
dying | urgent | dying.?gasp | 光猫掉电 / The ONU lost power | 查用户电源 / Check the subscriber's power | pon | 2
los | urgent | \\b(LOSi?¦LOS_ALARM)\\b | 无光告警 / No light | 量收光 / Measure the received power | pon
rogue | danger | rogue | 长发光 / Rogue ONU | 逐个断开定位 / Unplug one by one | pon
signal | info | (SF¦SD)_?(ALARM¦alarm) | 信号劣化 / Signal degraded | 清洁接头 / Clean connectors | pon | 3
"""),
    curves=(
        curve(
            "loss",
            "逐段光功率 / Power along the line",
            "距 OLT (km) / From the OLT (km)",
            "光功率 (dBm) / Power (dBm)",
            ((0, 2, 7), (1, 0, 6), (3, -18, -8), (5, -22, -9), (10, -27, -10)),
        ),
    ),
    references=references("""
YX-OL6400 | version | system | R19C10
YX-OL6400 | configuration | rogue-detect | enable
YX-GP2404 | version | firmware | V3R17
YX-XG9020 | version | firmware | V5R20
"""),
)

_BACKUP = tree(
    "backup",
    "后备时间短、转旁路 / Short backup or bypass",
    "S-551 S-553 S-554 S-557",
    """
? state | UPS 现在的状态 / What the UPS says | 电池供电 / On battery > mains ; 旁路 / Bypass > load \
    ; 市电正常、电池告警 / Mains, battery alarm > float
# mains | 输入电压 / Input voltage | 176..276 V | ok > rectifier ; off > outage
= outage | 市电异常 / Mains failure | O-553 C-553 A-552
= rectifier | 功率模块失效 / Power module failed | O-551 C-551 A-551 | YXP-5501
# load | 负载率 / Load | 0..90 % | ok > bypass ; high > overload
= overload | 负载超限 / Load too high | O-555 C-556 A-555
= bypass | 功率模块故障转旁路 / Power module fault, on bypass | O-551 C-551 A-551 | YXP-5501
# float | 单体浮充电压（12 V 电池） / Float voltage of a block (12 V) | 13.3..13.8 V | ok > resistance \
    ; off > block | 逐只量，记录最低的一只 / Each block; note the lowest
= block | 电池老化 / Battery aged | O-554 C-554 A-553 | YXP-5502
# resistance | 内阻与投运时之比 / Internal resistance against the first | 0..150 % | ok > joints ; high > block
# joints | 连接条压降 / Voltage drop of a joint | 0..10 mV | ok > setting ; high > loose | 放电中量 / While discharging
= loose | 连接松动 / Loose connection | O-554 C-555 A-554
= setting | 容量与负载不匹配 / Capacity does not fit the load | O-555 C-556 A-555
""",
)

UPS = DiagnosisData(
    "ups",
    (_BACKUP,),
    faults("""
30 | 市电中断 / Mains failure | 查上级开关 / Check the breaker above | backup
62 | 电池需要更换 / Replace battery | 做放电测试 / Run a discharge test | backup
68 | 过载 / Overload | 减载 / Take load off | backup
"""),
    patterns=patterns("""
bypass | danger | (on¦to) bypass | 转旁路 / Went to bypass | 查负载与模块 / Check load and module | backup
battery | urgent | battery.{0,30}(low¦replace¦fail) | 电池告警 / Battery alarm | 测内阻 \
    / Measure the resistance | backup
mains | urgent | (mains¦utility¦input).{0,30}(fail¦lost¦abnormal) | 市电异常 / Mains failure | 查输入 \
    / Check the input | backup | 2
overload | danger | over.?load | 过载 / Overload | 减载 / Take load off | backup
"""),
    curves=(
        curve(
            "discharge",
            "电池放电曲线（10 小时率） / Battery discharge (10-hour rate)",
            "放电小时 (h) / Hours of discharge (h)",
            "单体电压 (V) / Voltage of a block (V)",
            ((0, 12.5, 13.0), (2, 12.2, 12.7), (4, 11.9, 12.5), (6, 11.6, 12.3), (8, 11.2, 12.0), (10, 10.8, 11.6)),
        ),
    ),
)

DIAGNOSIS = (SWITCH, OPTICAL_ACCESS, UPS)
