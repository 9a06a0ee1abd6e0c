"""Invented people and organisations. Numbers lie in blocks that look reserved: 138 0000 xxxx and the like."""

from __future__ import annotations

from random import Random

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓"
    "曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石"
)
_WEIGHTS = [max(1, 30 - i // 2) for i in range(len(SURNAMES))]
FIRST = "建志文晓海雪丽春秀玉国明永俊子雨思佳慧婷红小德兴立世光云"
SECOND = "国强伟芳娜敏静军磊洋勇艳杰娟涛明超兰霞平刚桂英华玲辉鹏宇欣怡凯琳悦峰燕萍梅"

ORGANISATIONS = (
    ("{city}明远实验学校", "home"),
    ("{city}康和医院", "telecom"),
    ("{city}滨江时代酒店", "home"),
    ("{road}社区服务中心", "home"),
    ("{city}恒信供水公司", "telecom"),
    ("{city}安泰银行{district}支行", "telecom"),
    ("{city}通达港务公司", "telecom"),
    ("{city}广域网络公司", "telecom"),
    ("{city}华川矿业集团", "telecom"),
    ("{city}云汇数据中心", "telecom"),
    ("{city}远山化工园区", "telecom"),
    ("{city}北辰轨道维保公司", "telecom"),
    ("{city}启航机场通信公司", "telecom"),
    ("{city}天塔通信维护公司", "telecom"),
    ("{city}安澜电力调控中心", "telecom"),
    ("{district}政务服务大厅", "telecom"),
    ("{city}金穗连锁超市", "home"),
    ("{city}乐居长租公寓", "home"),
)

TITLES = ("网络主管", "信息科长", "值班长", "机房管理员", "运维经理", "设备科长", "总务主任", "工程部经理")
REMINDERS = (
    "家有老人；上门前 30 分钟打电话",
    "楼下不好停车，请停小区南门",
    "家里有狗，先打电话",
    "工作日白天无人，只约晚上或周末",
    "进门请穿鞋套",
    "门禁坏了，到楼下打电话",
    "婴儿午睡，13–15 点不要按门铃",
)
ACCESS_NOTES = (
    "先到一楼前台登记",
    "机房要提前一天报备",
    "带身份证换门禁卡",
    "货梯在北侧",
    "夜间走值班室",
    "园区 3 号门进",
)


def person_name(rng: Random) -> str:
    """A plausible Chinese name."""
    surname = rng.choices(SURNAMES, _WEIGHTS)[0]
    if rng.random() < 0.22:
        return surname + rng.choice(SECOND)
    return surname + rng.choice(FIRST) + rng.choice(SECOND)


def phone(prefix: str, number: int) -> str:
    """The n-th number of a block, e.g. ("1380000", 6207) → 13800006207."""
    return f"{prefix}{number % 10_000:04d}"
