"""What people say and write, put together from plain phrases."""

from __future__ import annotations

import re
from random import Random

from callout.assets.models import Asset, Code
from callout.cases.models import ServiceType
from callout.demo.catalogue import spoken

_SINCE = ("昨天开始", "今天早上发现", "用了两天就", "刚才突然", "这几天一直", "从上周起", "半夜", "早上一打开就")
_AFTER = (
    "，拔电重启过还是一样",
    "，麻烦尽快来看看",
    "，家里有老人等着用",
    "，之前没修过",
    "，还在保修期吧",
    "，邻居家的没问题",
    "，说明书上没写怎么办",
    "，周末在家",
    "",
    "",
    "",
)
_IMPACT = (
    "，影响 {n} 个用户",
    "，{n} 个站点业务受影响",
    "，暂未影响业务",
    "，备用设备已顶上",
    "，客户催得紧",
    "，网管上有 {n} 条告警",
    "",
)
_WORK = {
    "install": (
        "新机已到货，约时间安装",
        "刚买的，送货到了，请来安装",
        "装修好了，可以来装了",
        "新站点设备到货，请安装调测",
    ),
    "maintain": ("换季清洗保养一次", "用了两年没洗过，想做个保养", "合同约定的季度保养", "滤芯到期，请来更换保养"),
    "inspect": ("季度例行巡检", "节前安全检查", "合同巡检，请提前一天联系"),
    "move": ("搬家，要拆装到新房子", "机房调整，设备移位"),
    "replace": ("同一问题修了两次，要求换机", "新机开箱就坏，要求更换"),
    "train": ("新来的值班员要培训操作", "系统升级后请来讲一次"),
    "consult": (
        "问保修期还有多久",
        "问滤芯多久换一次",
        "问清洗怎么收费",
        "问能不能换遥控器",
        "问旧机回收",
        "问配置怎么备份",
    ),
    "complain": ("约好上午来，等到下午没人来", "师傅态度不好", "同一个毛病修了三次还没好", "收费和报价不一样"),
}
_TESTS = ("试机 20 分钟正常", "开机运行正常，客户在场确认", "复测指标合格", "观察半小时未再出现", "已教客户使用要点")
_TELECOM_TESTS = (
    "告警已清除，业务恢复",
    "复测指标合格，值班员确认",
    "倒换试验通过",
    "观察 30 分钟无丢包",
    "网管核对正常",
)
_PRAISE = (
    "师傅很专业，准时",
    "来得快，讲解清楚",
    "鞋套自带，收拾干净",
    "一次就修好了",
    "态度好，收费透明",
    "",
    "",
    "",
    "",
)
_PLAIN = ("还可以", "修好了，就是等得久", "服务还行", "", "")
_BLAME = ("等了两天才来", "第二次来才修好", "电话一直打不通", "收费偏高，没提前说", "约的上午下午才到")
_UNSOLVED = ("用了一晚又不行了", "还是老毛病", "声音没了，但又漏水", "好了两天又报警", "没修好，灯还是红的")
_BORDER = re.compile(r"(?<=[A-Za-z0-9])(?=[㐀-鿿])|(?<=[㐀-鿿])(?=[A-Za-z0-9])")
DECLINES = ("手上的单做不完", "身体不舒服，今天提前收工", "离得太远，赶不上时段", "车坏在路上", "没有这个机型的备件")
FAILURES = ("客户不在家，电话不接", "地址写错，找不到", "小区不让进", "客户临时有事")
CANCELS = ("客户说自己好了", "客户改找别人修", "重启后恢复，不用来了", "客户退货", "重复报修")
HOLDS = {
    "parts": ("要换{part}，车上没有，已申请", "等{part}到货", "{part}要从中心仓调"),
    "customer": ("客户改约周末", "客户要和家人商量费用", "客户出差，回来再约"),
    "access": ("机房无人开门，改日", "物业要求提前一天报备", "配电房钥匙不在"),
    "skill": ("要登高作业，需两人", "要高级工程师调测"),
    "third_party": ("等运营商处理光缆", "等物业改电路", "等厂家出补丁"),
}


def spaced(text: str) -> str:
    """A space between Chinese characters and Latin letters or digits."""
    return _BORDER.sub(" ", text)


def fault(rng: Random, asset: Asset, symptom: Code, code: str, *, telecom: bool) -> str:
    """A customer's first sentence about a fault."""
    shown = f"，显示 {code}" if code else ""
    if telecom:
        when = f"{rng.randint(0, 23)}:{rng.randint(0, 59):02d} 起，"
        impact = rng.choice(_IMPACT).format(n=rng.randint(2, 60))
        return spaced(f"{when}{asset.place}的{asset.product.name_zh}{spoken(rng, symptom)}{shown}{impact}。")
    what = f"{asset.place}的{asset.product.category.name_zh}"
    return spaced(f"{what}{rng.choice(_SINCE)}{spoken(rng, symptom)}{shown}{rng.choice(_AFTER)}。")


def wish(rng: Random, service_type: str, asset: Asset) -> str:
    """What is asked for when nothing is broken."""
    return spaced(f"{asset.product.name_zh}：{rng.choice(_WORK[service_type])}。")


def title(service_type: ServiceType, asset: Asset) -> str:
    """The title of a request without a fault."""
    return f"{asset.product.category.name_zh}{service_type.name_zh}"


def result(rng: Random, codes: dict[str, Code], service_type: str, *, telecom: bool) -> str:
    """The engineer's summary."""
    test = rng.choice(_TELECOM_TESTS if telecom else _TESTS)
    if "object" not in codes:
        done = {"install": "安装完成", "maintain": "清洗保养完成", "inspect": "巡检完成，无异常"}.get(
            service_type, "已完成"
        )
        return f"{done}，{test}。"
    return spaced(f"{codes['object'].name_zh}：{codes['cause'].name_zh}。{codes['action'].name_zh}，{test}。")


def comment(rng: Random, rating: int, *, solved: bool) -> str:
    """What a customer adds to the stars."""
    if not solved:
        return rng.choice(_UNSOLVED)
    return rng.choice(_PRAISE if rating >= 4 else _PLAIN if rating == 3 else _BLAME)
