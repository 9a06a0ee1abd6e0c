"""Computing: servers and storage, business systems, dispatch consoles."""

from decimal import Decimal

from callout.foundation.pack_tables import checks, codes, parts, products
from callout.foundation.packs import CategoryData, Label, SkillRuleData

SERVER_CODES = codes("""
S-601 | 宕机 | Server down | 死机、系统非计划停运、down | O-601 O-602 O-603
S-602 | 无法启动 | Does not boot | 起不来、黑屏、no boot | O-604 O-601 O-605
S-603 | 硬盘告警 | Disk alarm | 硬盘红灯、掉盘、disk fail | O-606
S-604 | 内存告警 | Memory alarm | 内存报错、ECC | O-605
S-605 | 电源告警 | Power alarm | 电源灯红、power fail | O-604
S-606 | 节点重启 | Node restarts | 节点自动重启、反复重启、reboot | O-601 O-605 O-602
S-607 | 存储不可访问 | Storage unreachable | 盘阵挂不上、LUN 丢失 | O-607 O-608
S-608 | 存储空间满 | Storage full | 空间不足、归档空间满、disk full | O-609
S-609 | 读写慢 | Slow I/O | IO 高、响应慢 | O-606 O-607
S-610 | 网卡异常 | Network card fault | 网口不通、掉线 | O-610
S-611 | 温度告警 | Temperature alarm | 过热、风扇 | O-611
S-612 | 监控指标中断 | Metrics missing | 指标缺失、指标中断、指标异常、监控异常、\
状态异常、间歇性缺失 | O-602 O-609 O-601
S-613 | 承载的业务异常 | Hosted service disturbed | 无法、异常、不可用、超时、关停、报错、失败 | O-602 O-607 O-605
O-601 | 主机主板 | Mainboard | 主机 | C-601 C-602
O-602 | 操作系统和集群 | Operating system and cluster | 操作系统、集群 | C-603 C-604
O-603 | 机房供电 | Site power | 基础环境 | C-605
O-604 | 电源模块 | Power module | | C-601
O-605 | 内存与 CPU | Memory and CPU | | C-601
O-606 | 硬盘 | Disk | | C-601 C-606
O-607 | 存储控制器 | Storage controller | 存储 | C-601 C-602
O-608 | 光纤链路 | Fibre link | | C-607
O-609 | 文件系统 | File system | | C-604
O-610 | 网卡 | Network card | 网卡故障 | C-601 C-607
O-611 | 风扇与空调 | Fan and cooling | | C-601
C-601 | 设备日常损坏 | Wear of the device | 硬盘故障、网卡故障 | A-601
C-602 | 固件缺陷 | Firmware defect | | A-602
C-603 | 操作系统缺陷 | Operating system defect | 操作系统BUG、操作系统 | A-602 A-603
C-604 | 资源耗尽 | Out of resources | 存储空间满、内存溢出 | A-604
C-605 | 供电异常 | Power fault | 机房停电 | A-605
C-606 | 寿命到期 | End of life | | A-601
C-607 | 接触不良 | Bad contact | | A-606
A-601 | 更换部件 | Replace component
A-602 | 升级固件或补丁 | Update firmware or patch
A-603 | 重启 | Restart
A-604 | 清理或扩容 | Free or extend capacity
A-605 | 恢复供电 | Restore power
A-606 | 重新插拔 | Reseat
A-607 | 恢复数据 | Restore data
""")

SERVER_STORAGE = CategoryData(
    code="server_storage",
    label=Label("服务器与存储", "Server and storage"),
    icon="server",
    skills=(SkillRuleData("server_storage"),),
    products=products(
        "远讯",
        """
YX-SV2200 | 机架服务器 SV2200 | Rack server SV2200
YX-SV5400 | 数据库服务器 SV5400 | Database server SV5400
YX-ST5600 | 混合闪存阵列 ST5600 | Hybrid flash array ST5600
""",
    ),
    codes=SERVER_CODES,
    checklists={
        "repair": checks("""
backup | 已确认有备份 | Backup confirmed
raid | 阵列状态正常 | Array is healthy
rebuild | 已启动重建，预计完成时间 | Rebuild started, expected end | text | raid bad
temperature | 进风温度 | Inlet temperature | 10..35 ℃
alarms_clear | 告警已清除 | Alarms cleared
"""),
        "inspect": checks("""
disk_use | 存储占用 | Storage use | 0..80 %
bad_disks | 预警硬盘 | Disks with warnings | 0..0 pc
disks_ordered | 已申请更换硬盘 | Replacement disks requested | | bad_disks high
firmware | 固件版本 | Firmware version | text
power_redundant | 双电源均在用 | Both power modules in use
"""),
    },
    warranty_months=36,
    visit_price=Decimal(300),
    labour_price=Decimal(450),
    parts=parts("""
YXP-6001 | SAS 硬盘 1.2TB | SAS disk 1.2 TB | 1650* | YX-SV2200 YX-SV5400 YX-ST5600
YXP-6002 | 固态硬盘 960G | SSD 960 GB | 2100* | YX-SV2200 YX-SV5400 YX-ST5600
YXP-6003 | 内存 32GB | Memory 32 GB | 980* | YX-SV2200 YX-SV5400
YXP-6004 | 电源模块 900W | Power module 900 W | 760* | YX-SV2200 YX-SV5400
YXP-6005 | 存储控制器 | Storage controller | 23800* | YX-ST5600
YXP-6006 | 双口万兆网卡 | Network card 2 × 10 GE | 1180* | YX-SV2200 YX-SV5400
YXP-6007 | 风扇（服务器） | Fan (server) | 190 | YX-SV2200 YX-SV5400
"""),
)

BUSINESS_SYSTEM_CODES = codes("""
S-701 | 系统停运 | System down | 系统非计划停运、无法访问、全部用户不可用、down | O-701 O-702 O-703 O-704
S-702 | 部分功能不可用 | Some functions unavailable | 部分功能非计划不可用、功能报错、\
无法正常、无法提报、无法接通、搜索失败 | O-703 O-701
S-703 | 部分用户不可用 | Some users affected | 部分用户非计划不可用、部分用户无法、登录不了 | O-704 O-703
S-704 | 有告警不影响使用 | Alarm without effect | 不影响用户使用 | O-701 O-702 O-705
S-705 | 网络中断 | Network outage | 网络非计划停运、网络不通 | O-704
S-706 | 监控接口不可用 | Monitoring interface down | IMS接口、监控指标短时中断 | O-706 O-703
S-707 | 监控数据中断 | Monitoring data missing | IMS系统数据接口、健康运行时长、指标缺失 | O-706 O-702
S-708 | 级联贯通中断 | Cascade interrupted | 业务应用级联贯通不可用、IMS数据级联贯通非计划中断 | O-704 O-706
S-709 | 运行缓慢 | Slow | 响应慢、登录缓慢、使用缓慢、卡、转圈、slow | O-701 O-702 O-707
S-710 | 页面报错 | Page error | 404、500、报错、URL 探测异常 | O-703 O-705
S-711 | 无法登录 | Cannot log in | 登录失败、登录异常、密码错误 | O-703 O-708
S-712 | 数据同步异常 | Data not in step | 数据不一致、同步失败 | O-706 O-701
S-713 | 监控状态异常 | Monitoring abnormal | 监控异常、指标异常、指标中断、ping不通、节点告警 | O-706 O-703 O-711
O-701 | 数据库软件 | Database software | 数据库 | C-701 C-702 C-703 C-704 C-705
O-702 | 主机 | Host | | C-706 C-707 C-708
O-703 | 应用软件 | Application software | 应用 | C-709 C-710 C-711
O-704 | 网络 | Network | 交换机 | C-712 C-713 C-714
O-705 | 中间件 | Middleware | | C-706 C-711 C-715
O-706 | 接口与采集程序 | Interface and collector | 接口 | C-716 C-710
O-707 | 存储 | Storage | | C-717 C-708
O-708 | 安全 | Security | 防火墙 | C-718 C-712
O-709 | 操作系统和集群 | Operating system and cluster | 操作系统 | C-719 C-706
O-710 | 基础环境 | Site environment | 机房、空调 | C-720
O-711 | 未查清 | Not found | 无报告、未知 | C-721
C-701 | 表空间满 | Tablespace full | 数据库表空间满、归档空间满 | A-701
C-702 | SQL 语句不合理 | Poor SQL | SQL语句不合理、数据表索引设计不合理 | A-702
C-703 | 连接数满 | Connections exhausted | 数据库连接数满、不释放数据库连接 | A-703 A-704
C-704 | 数据库死锁 | Database deadlock | 死锁 | A-703
C-705 | 数据库缺陷 | Database defect | 数据库bug、数据库BUG | A-705
C-706 | 内存溢出 | Out of memory | 内存配置不合理 | A-703 A-704
C-707 | CPU 负载高 | High CPU load | cpu负载高 | A-703 A-701
C-708 | 设备日常损坏 | Wear of the device | 设备质量问题、网卡故障、硬盘故障、电源模块故障 | A-706
C-709 | 软件设计缺陷 | Software design defect | 软件设计缺陷原因、软件BUG | A-705
C-710 | 代码逻辑缺陷 | Logic error in the code | 程序包缺陷 | A-705
C-711 | 线程满 | Threads exhausted | 线程或进程满、应用节点配置不合理 | A-703 A-704
C-712 | 网络配置不合理 | Wrong network configuration | 权限配置不合理、文件路径配置不合理 | A-704
C-713 | 运营商网络问题 | Carrier fault | 外部原因、外力破坏 | A-707
C-714 | 网络设备缺陷 | Network device defect | 网络bug、防火墙bug | A-705 A-706
C-715 | 授权到期 | Licence expired | license过期 | A-708
C-716 | 进程异常 | Process failed | 定时任务、节点异常 | A-703
C-717 | 存储空间满 | Storage full | | A-701
C-718 | 外部攻击 | Attack | | A-709
C-719 | 操作系统缺陷 | Operating system defect | 操作系统BUG、操作系统、节点自动重启 | A-705 A-703
C-720 | 机房停电 | Site power failure | 基础环境 | A-710
C-721 | 原因不详 | Cause unknown | 原因不清、原因不详细、无报告、未反馈故障报告 | A-711
C-722 | 运行维护不当 | Poor operation | 运行维护类原因 | A-704 A-712
C-723 | 操作不当 | Wrong operation | 检修操作不当、操作不当等问题、用户操作不当原因 | A-712
A-701 | 清理或扩容 | Free or extend capacity
A-702 | 优化语句和索引 | Tune statements and indexes
A-703 | 重启节点或服务 | Restart node or service
A-704 | 调整配置 | Change configuration
A-705 | 打补丁或改代码 | Patch or fix code
A-706 | 更换部件 | Replace component
A-707 | 协调运营商 | Ask the carrier
A-708 | 更新授权 | Renew licence
A-709 | 封堵加固 | Block and harden
A-710 | 恢复供电 | Restore power
A-711 | 自动恢复并观察 | Recovered by itself, watched
A-712 | 指导用户 | Instruct the customer
""")

BUSINESS_SYSTEM = CategoryData(
    code="business_system",
    label=Label("业务系统", "Business system"),
    icon="database",
    skills=(SkillRuleData("software_operation"),),
    products=products(
        "远讯",
        """
YX-OA5 | 协同办公系统 | Office collaboration system
YX-PORTAL3 | 企业门户 | Enterprise portal
YX-ERP7 | 企业资源系统 | Enterprise resource system
YX-DX4 | 数据交换平台 | Data exchange platform
YX-NMS6 | 综合监控平台 | Monitoring platform
""",
    ),
    codes=BUSINESS_SYSTEM_CODES,
    checklists={
        "repair": checks("""
response | 首页响应时间 | Home page response time | 0..3 s
users | 在线用户数恢复 | Users are back online
monitoring | 监控指标恢复 | Monitoring values are back
backup | 已确认有备份 | Backup confirmed
"""),
        "inspect": checks("""
tablespace | 表空间占用 | Tablespace use | 0..85 %
cpu | CPU 利用率 | CPU load | 0..70 %
memory | 内存利用率 | Memory use | 0..80 %
backup_restored | 备份恢复演练通过 | Restore drill passed
version | 软件版本 | Software version | text
"""),
    },
    warranty_months=12,
    visit_price=Decimal(300),
    labour_price=Decimal(500),
    parts=parts("""
YXP-7001 | 加密狗 | Licence dongle | 800* | YX-OA5 YX-PORTAL3 YX-ERP7
YXP-7002 | 采集器 | Collector | 1500* | YX-NMS6
YXP-7003 | 短信网关模块 | Text-message gateway module | 1200* | YX-NMS6 YX-OA5
YXP-7004 | 签名服务器密码卡 | Crypto card | 3800* | YX-PORTAL3 YX-DX4
YXP-7005 | 前置机硬盘 960G | Front-end disk 960 GB | 1900* | YX-DX4 YX-NMS6
YXP-7006 | 智能卡读卡器 | Smart-card reader | 150 | YX-OA5 YX-PORTAL3 YX-ERP7
"""),
)

CONSOLE_CODES = codes("""
S-801 | 无法呼出 | Cannot call out | 打不出去、呼叫失败 | O-801 O-802
S-802 | 无法呼入 | Cannot be called | 打不进来、占线 | O-802 O-801
S-803 | 无声或单通 | No or one-way audio | 没声音、单通、听不见 | O-803 O-804
S-804 | 杂音回音 | Noise or echo | 杂音、回声 | O-803 O-805
S-805 | 触摸屏失灵 | Touch screen fails | 点不动、黑屏 | O-806
S-806 | 录音无法播放 | Recording cannot be played | 部分录音无法播放、没录音 | O-807
S-807 | 中继中断 | Trunk down | 中继断、E1 告警 | O-802
S-808 | 会议失败 | Conference fails | 会议开不了 | O-801 O-808
S-809 | 主备切换异常 | Failover fault | 双机切换 | O-808
S-810 | 手柄损坏 | Handset broken | 话筒坏、手柄线断 | O-804
S-811 | 调度台离线 | Console offline | 注册不上、掉线 | O-809 O-801
O-801 | 调度服务器 | Dispatch server | | C-801 C-802
O-802 | 中继网关 | Trunk gateway | | C-801 C-803
O-803 | 语音板 | Voice board | | C-801
O-804 | 手柄与麦克风 | Handset and microphone | | C-804
O-805 | 接地与线缆 | Earth and cables | | C-805
O-806 | 触摸屏 | Touch screen | | C-801 C-804
O-807 | 录音系统 | Recorder | | C-806 C-802
O-808 | 软交换软件 | Softswitch software | | C-802 C-803
O-809 | 接入网络 | Access network | | C-805 C-803
C-801 | 设备日常损坏 | Wear of the device | | A-801
C-802 | 软件缺陷 | Software defect | | A-802
C-803 | 数据配置不当 | Wrong data | | A-803
C-804 | 磨损 | Worn | | A-801
C-805 | 接触不良 | Bad contact | | A-804
C-806 | 存储空间满 | Storage full | | A-805
A-801 | 更换部件 | Replace component
A-802 | 升级或重启 | Upgrade or restart
A-803 | 修改数据 | Correct data
A-804 | 紧固连接 | Tighten connections
A-805 | 清理或扩容 | Free or extend capacity
A-806 | 指导用户 | Instruct the customer
""")

DISPATCH_CONSOLE = CategoryData(
    code="dispatch_console",
    label=Label("调度台", "Dispatch console"),
    icon="headset",
    skills=(SkillRuleData("voice_dispatch"),),
    products=products(
        "远讯",
        """
YX-DC200 | 双屏触摸调度台 DC200 | Two-screen dispatch console DC200
YX-SX8000 | 调度交换机 SX8000 | Dispatch exchange SX8000
YX-REC64 | 录音系统 64 路 | Recorder 64 channels
""",
    ),
    codes=CONSOLE_CODES,
    checklists={
        "repair": checks("""
test_call | 呼入呼出试验通过 | Calls in and out tested
mos | 话音质量 MOS | Voice quality MOS | 3.5..5
recording | 录音可回放 | Recordings play
backup | 已备份数据 | Data saved
"""),
        "inspect": checks("""
failover | 主备切换试验通过 | Failover tested
recording_space | 录音空间占用 | Recording space used | 0..80 %
supply | 直流供电电压 | DC supply | -57..-43 V
"""),
    },
    warranty_months=24,
    visit_price=Decimal(300),
    labour_price=Decimal(400),
    parts=parts("""
YXP-8001 | 调度手柄 | Dispatch handset | 260 | YX-DC200
YXP-8002 | 鹅颈麦克风 | Gooseneck microphone | 180 | YX-DC200
YXP-8003 | 触摸屏 15.6 英寸 | Touch screen 15.6 inch | 1350* | YX-DC200
YXP-8004 | E1 中继板 | E1 trunk board | 4200* | YX-SX8000
YXP-8005 | 用户板 32 路 | Subscriber board 32 lines | 3600* | YX-SX8000
YXP-8006 | 录音硬盘 4TB | Recording disk 4 TB | 950* | YX-REC64
"""),
)
