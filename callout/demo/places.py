"""Real cities and districts with roughly right positions (WGS-84), invented housing estates and office parks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class District:
    """A district with the position of its middle and some of its roads."""

    name: str
    latitude: float
    longitude: float
    roads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class City:
    """A city with a regional company; ``outlets`` of both kinds, ``weight`` is its share of customers."""

    code: str
    name: str
    english: str
    weight: float
    home_outlets: int
    telecom_outlets: int
    districts: tuple[District, ...]


_TABLE = """
HZ 杭州 Hangzhou 26 6 2
西湖区 30.2726 120.1200 文三路、古墩路、天目山路
拱墅区 30.3196 120.1420 莫干山路、湖墅南路、大关路
上城区 30.2460 120.1810 庆春东路、解放东路、凯旋路
滨江区 30.2084 120.2120 江南大道、滨盛路、长河路
萧山区 30.1850 120.2650 市心路、金城路、建设一路
余杭区 30.2740 119.9790 文一西路、良睦路、常二路
临平区 30.4190 120.2990 迎宾路、南大街、藕花洲大街
SH 上海 Shanghai 12 5 2
浦东新区 31.2210 121.5440 世纪大道、张杨路、锦绣路
徐汇区 31.1880 121.4370 漕溪北路、宜山路、龙华路
静安区 31.2290 121.4480 南京西路、江宁路、共和新路
闵行区 31.1130 121.3820 七莘路、沪闵路、莘松路
杨浦区 31.2600 121.5260 四平路、控江路、黄兴路
宝山区 31.4050 121.4890 牡丹江路、共江路
BJ 北京 Beijing 11 4 2
朝阳区 39.9210 116.4430 朝阳路、望京街、姚家园路
海淀区 39.9590 116.2980 中关村大街、学院路、西三旗东路
丰台区 39.8580 116.2870 丰管路、马家堡西路
通州区 39.9100 116.6570 新华西街、九棵树中路
昌平区 40.2210 116.2310 回龙观西大街、政府街
GZ 广州 Guangzhou 8 3 2
天河区 23.1250 113.3610 天河路、黄埔大道、车陂路
越秀区 23.1290 113.2670 中山五路、东风中路
番禺区 22.9370 113.3840 市桥大北路、迎宾路
白云区 23.1570 113.2730 机场路、白云大道
SZ 深圳 Shenzhen 8 4 1
南山区 22.5330 113.9300 科技园路、南海大道、桃园路
福田区 22.5220 114.0550 福华路、梅林路
宝安区 22.5550 113.8830 前进路、新安路
龙岗区 22.7210 114.2470 龙翔大道、布吉路
CD 成都 Chengdu 8 4 1
武侯区 30.6420 104.0430 人民南路、武侯大道、天府一街
锦江区 30.6570 104.0830 东大街、静居寺路
成华区 30.6600 104.1020 建设路、双林路
青羊区 30.6740 104.0620 蜀金路、光华村街
WH 武汉 Wuhan 7 4 1
江汉区 30.6010 114.2700 解放大道、新华路
武昌区 30.5540 114.3160 中山路、中北路
洪山区 30.5000 114.3430 珞喻路、雄楚大道
汉阳区 30.5540 114.2190 汉阳大道、王家湾路
NJ 南京 Nanjing 5 3 1
鼓楼区 32.0660 118.7700 中山北路、北京西路
江宁区 31.9520 118.8400 双龙大道、天元东路
建邺区 32.0030 118.7320 江东中路、奥体大街
CQ 重庆 Chongqing 5 3 1
渝中区 29.5530 106.5690 中山三路、长江一路
江北区 29.6070 106.5740 建新北路、红石路
渝北区 29.7180 106.6310 龙溪路、新南路
XA 西安 Xi'an 4 3 1
雁塔区 34.2140 108.9440 小寨东路、科技路
碑林区 34.2570 108.9400 友谊西路、南二环
未央区 34.2930 108.9470 凤城五路、未央路
QD 青岛 Qingdao 3 3 1
市南区 36.0670 120.3960 香港中路、山东路
崂山区 36.1070 120.4690 海尔路、秦岭路
李沧区 36.1460 120.4330 书院路、九水东路
SY 沈阳 Shenyang 3 2 1
和平区 41.7900 123.4200 太原街、青年大街
铁西区 41.8030 123.3760 建设东路、兴工街
浑南区 41.7150 123.4590 浑南中路、天赐街
"""


def _cities() -> Iterator[City]:
    blocks: list[list[list[str]]] = []
    for line in filter(None, _TABLE.splitlines()):
        cells = line.split()
        if len(cells) == 6:
            blocks.append([])
        blocks[-1].append(cells)
    for (code, name, english, weight, home, telecom), *rest in blocks:
        districts = tuple(District(d, float(lat), float(lng), tuple(roads.split("、"))) for d, lat, lng, roads in rest)
        yield City(code, name, english, float(weight), int(home), int(telecom), districts)


CITIES = tuple(_cities())

ESTATES = (
    "星洲花园",
    "翠苑新村",
    "嘉绿苑",
    "锦绣江南",
    "金色家园",
    "绿城桂花园",
    "阳光海岸",
    "万家花城",
    "紫金庭院",
    "香樟雅苑",
    "滨河家园",
    "云栖小筑",
    "东方润园",
    "怡景名苑",
    "枫林晚",
    "梧桐公寓",
    "学府雅居",
    "春江花月",
    "和平新村",
    "书香门第",
    "天鸿公馆",
    "丽景湾",
    "兰亭苑",
    "福星小区",
    "芳草地",
    "湖畔居",
)
PARKS = ("创新大厦", "科技园", "软件园", "国际中心", "产业园", "信息港", "金融广场", "云谷中心", "时代大厦", "数码港")
