"""When requests come and about what: seasons, weekdays, hours."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from callout.assets.models import Asset, Code
from callout.demo.catalogue import Catalogue
from callout.demo.customers import FAULTY_BATCH, Base
from callout.demo.network import Network

PER_DAY = 66
WEEKDAYS = (1.12, 1.03, 1.0, 0.98, 1.02, 1.0, 0.85)
TELECOM_WEEKEND = 0.55
_FLAT = (1.0,) * 12
SEASONS = {
    "air_conditioner": (1.3, 1.0, 0.6, 0.6, 1.0, 1.8, 2.4, 2.2, 1.1, 0.6, 0.9, 1.3),
    "refrigerator": (0.7, 0.7, 0.8, 0.9, 1.1, 1.3, 1.5, 1.5, 1.2, 1.0, 0.8, 0.7),
    "water_heater_gas": (1.8, 1.6, 1.2, 0.9, 0.7, 0.5, 0.4, 0.4, 0.6, 1.0, 1.5, 1.9),
    "water_heater_electric": (1.7, 1.5, 1.2, 0.9, 0.7, 0.5, 0.5, 0.5, 0.7, 1.0, 1.4, 1.7),
    "base_station": (0.9, 0.9, 1.0, 1.0, 1.1, 1.4, 1.6, 1.6, 1.2, 1.0, 0.9, 0.9),
}
_TOP_SEASON = 2.4
HOME_HOURS = {7: 2, 8: 8, 9: 13, 10: 12, 11: 8, 12: 5, 13: 6, 14: 9, 15: 9, 16: 7, 17: 5, 18: 5, 19: 6, 20: 4, 21: 2}
TELECOM_HOURS = {hour: 2 + (5 if 8 <= hour <= 18 else 0) for hour in range(24)}

HOME_TYPES = {"repair": 66, "install": 11, "maintain": 11, "move": 2.5, "replace": 1, "consult": 6, "complain": 2.5}
TELECOM_TYPES = {"repair": 74, "install": 5, "inspect": 11, "maintain": 4, "train": 1, "consult": 4, "complain": 1}
HOME_CHANNELS = {"phone": 58, "wechat": 21, "web": 13, "api": 4, "field": 3, "sms": 1}
TELECOM_CHANNELS = {"phone": 48, "device": 16, "email": 12, "web": 10, "api": 12, "field": 2}
DANGEROUS = ("煤气味", "漏电", "停运", "全网中断", "退服", "输出中断")
HISTORY_OF_E4 = 21


def pick(rng: Random, weights: Mapping[str, float]) -> str:
    """One key by weight."""
    return rng.choices(list(weights), list(weights.values()))[0]


def is_telecom(asset: Asset) -> bool:
    """Whether the asset is a firm's equipment (by its pack)."""
    return asset.product.category.pack != "appliance"


def count_of(rng: Random, day: date, scale: float) -> int:
    """How many requests come on a day."""
    return max(1, round(PER_DAY * scale * WEEKDAYS[day.weekday()] * rng.uniform(0.88, 1.12)))


def pick_asset(rng: Random, network: Network, base: Base, day: date) -> Asset:
    """An asset that may break on that day: by city, season and weekday."""
    cities = [city for city in network.cities.values() if base.assets[city.code]]
    weekend = day.weekday() >= 5
    while True:
        city = rng.choices(cities, [city.weight for city in cities])[0]
        asset = rng.choice(base.assets[city.code])
        likely = SEASONS.get(asset.product.category.code, _FLAT)[day.month - 1] / _TOP_SEASON
        if is_telecom(asset):
            likely *= 1.3 * (TELECOM_WEEKEND if weekend else 1.0)
        elif asset.batch == FAULTY_BATCH:
            likely *= 2.0
        if rng.random() < likely:
            return asset


def moment(rng: Random, day: date, *, telecom: bool) -> datetime:
    """A time of the day at which people call."""
    hours = TELECOM_HOURS if telecom else HOME_HOURS
    hour = rng.choices(list(hours), list(hours.values()))[0]
    local = datetime.combine(day, time(hour)) + timedelta(seconds=rng.randint(0, 3599))
    return timezone.make_aware(local)


def pick_symptom(rng: Random, catalogue: Catalogue, asset: Asset, days_ago: int) -> Code:
    """A symptom; one faulty batch has for some weeks shown the same fault again and again."""
    symptoms = catalogue.symptoms[asset.product.category_id]
    if asset.batch == FAULTY_BATCH and days_ago < HISTORY_OF_E4 and rng.random() < 0.8:
        return next((code for code in symptoms if "E4" in code.words), symptoms[0])
    return catalogue.symptom(rng, asset.product.category_id)


def severity(rng: Random, symptom: Code | None, *, telecom: bool) -> int:
    """Danger and outage are critical, most faults normal; what is not a fault can wait."""
    if symptom is None:
        return 4
    if any(word in symptom.name_zh for word in DANGEROUS):
        return 1 if rng.random() < 0.85 else 2
    return int(rng.choices((1, 2, 3, 4), (3, 30, 57, 10) if telecom else (0.3, 16, 74, 10))[0])
