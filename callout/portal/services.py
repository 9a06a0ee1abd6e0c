"""Requests and wishes that customers leave on the web, without an account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import translation

from callout.accounts.models import Region
from callout.accounts.recipients import dispatchers
from callout.assets.models import Asset, Product
from callout.cases import services as cases
from callout.cases.links import tracking_url
from callout.cases.models import Case, Channel, ServiceType
from callout.customers import services as customers
from callout.customers.models import Customer, Site
from callout.customers.services import CustomerInput, SiteInput
from callout.foundation import files
from callout.foundation.actions import business_action
from callout.foundation.crypto import phone_index
from callout.notifications.services import notify, queue_message
from callout.portal import places
from callout.workorders.intake import Request, take_request

SOURCE = "portal"
CONSENT_VERSION = "1"


@dataclass(frozen=True, slots=True, kw_only=True)
class WebRequest:
    """What the form brings, checked. ``uid`` makes a second press of the button harmless; photos are (name, bytes)."""

    uid: str
    service_type: ServiceType
    description: str
    name: str
    phone: str
    region: Region
    district: str
    street: str
    serial: str = ""
    wanted_from: datetime | None = None
    wanted_until: datetime | None = None
    photos: tuple[tuple[str, bytes], ...] = ()


@business_action
def take_web_request(*, actor: None, web: WebRequest) -> Case:
    """Open a case from the public form. The customer is found by telephone number and told the case's number.

    A serial number of somebody else's asset names the product only: neither the asset nor its owner is touched.
    """
    customer = _customer(web)
    asset = _own_asset(web.serial, customer)
    site = asset.site if asset and _same_place(asset.site, web) else _site(customer, web)
    product = None if asset else product_of(web.serial)
    request = Request(
        customer=customer, channel=Channel.WEB, service_type=web.service_type, description=_with_serial(web, asset),
        site=site, asset=asset, product=product, contact_name=web.name[:80], contact_phone=web.phone,
        wanted_from=web.wanted_from, wanted_until=web.wanted_until, source=SOURCE, external_id=web.uid,
    )  # fmt: skip
    before = Case.objects.filter(source=SOURCE, external_id=web.uid).first()
    if before:
        return before
    case = take_request(actor=None, request=request)
    cases.add_note(
        actor=None, case_id=case.pk, body=_consent(), channel=Channel.WEB, direction="in", at=case.created_at
    )
    for name, data in web.photos:
        files.store(actor=None, subject="case", subject_id=case.pk, kind="photo", name=name, data=data)
    _tell(case, customer)
    return case


def product_of(serial: str) -> Product | None:
    """The product with this serial number or barcode; nothing about its owner."""
    serial = serial.strip()
    if len(serial) < 4:
        return None
    found = Asset.objects.select_related("product__category").filter(serial=serial).first()
    return found.product if found else Product.objects.select_related("category").filter(barcode=serial).first()


def _customer(web: WebRequest) -> Customer:
    known = Customer.objects.filter(phone_index=phone_index(web.phone)).order_by("-id").first()
    if known:
        return known
    given = CustomerInput(
        name=web.name,
        region=web.region,
        phone=web.phone,
        language=translation.get_language() or "zh-hans",
        may_message=True,
    )
    return customers.create_customer(actor=None, given=given)


def _own_asset(serial: str, customer: Customer) -> Asset | None:
    found = Asset.objects.select_related("site", "product").filter(customer=customer, serial=serial.strip())
    return found.first() if serial.strip() else None


def _same_place(site: Site, web: WebRequest) -> bool:
    return (site.region_id, site.district, site.street.replace(" ", "")) == (
        web.region.pk, web.district, web.street.replace(" ", ""),
    )  # fmt: skip


def _site(customer: Customer, web: WebRequest) -> Site:
    known = next((site for site in customer.sites.all() if _same_place(site, web)), None)
    if known:
        return known
    latitude, longitude = places.position(web.region, web.district)
    given = SiteInput(
        region=web.region,
        city=web.region.city,
        district=web.district,
        street=web.street,
        latitude=latitude,
        longitude=longitude,
    )
    return customers.add_site(actor=None, customer=customer, given=given)


def _with_serial(web: WebRequest, asset: Asset | None) -> str:
    return web.description if asset or not web.serial else f"{web.description}\n{web.serial}"


def _consent() -> str:
    return f"同意个人信息处理说明第 {CONSENT_VERSION} 版 / agreed to the data notice version {CONSENT_VERSION}"


def _tell(case: Case, customer: Customer) -> None:
    queue_message(
        actor=None, template="request_received", audience="customer", to=case.contact_phone, customer=customer,
        context={"case": case.number, "link": tracking_url(case.pk)}, dedupe=f"received:{case.pk}",
        case_id=case.pk, region_id=case.region_id, outlet_id=case.outlet_id,
    )  # fmt: skip


@business_action
def wish(*, actor: None, case: Case, kind: str, text: str) -> None:
    """The customer wants another time, or no visit: kept on the case and told to dispatchers; nothing moves yet."""
    zh, en = {
        "reschedule": ("想改时间", "wants another time"),
        "cancel": ("想取消", "wants to cancel"),
        "stranger": ("说来的人不是本人", "says a stranger came"),
    }[kind]
    note = cases.add_note(
        actor=None, case_id=case.pk, body=f"{zh} / {en}\n{text}".strip(), channel=Channel.WEB, direction="in"
    )
    notify(
        actor=None,
        user_ids=[user.pk for user in dispatchers(case.region_id, case.outlet_id)],
        dedupe=f"wish:{note.pk}",
        zh=f"{case.number} 客户{zh}：{text}"[:200],
        en=f"{case.number}: customer {en}. {text}"[:200],
        url=f"/cases/{case.number}/",
        urgent=True,
    )
