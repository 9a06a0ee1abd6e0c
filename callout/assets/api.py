"""REST operations on assets and the catalogue."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema

from callout.accounts.access import ASSETS_VIEW
from callout.accounts.api_access import allows
from callout.accounts.models import User
from callout.assets.models import Asset, Category, Code, Product
from callout.assets.selectors import current_code_set
from callout.foundation.api import Identifier, Page, Paging, Short, page

router = Router()
catalogue = Router()


class AssetOut(Schema):
    """An installed device."""

    id: int
    serial: str
    barcode: str
    model: str
    category: str
    customer_id: int
    site_id: int
    state: str
    place: str
    purchased_on: date | None
    accepted_on: date | None
    warranty_until: date | None


class AssetFilter(Schema):
    """Which assets; all that is given must fit."""

    serial: Short = ""
    barcode: Short = ""
    customer_id: Identifier | None = None


class CategoryOut(Schema):
    """A product group."""

    code: str
    pack: str
    name_zh: str
    name_en: str


class ProductOut(Schema):
    """A model that is served."""

    id: int
    model: str
    category: str
    brand: str
    name_zh: str
    name_en: str


class CodeOut(Schema):
    """A symptom, object, cause or action; ``narrows`` names the codes that fit it."""

    kind: str
    code: str
    name_zh: str
    name_en: str
    narrows: list[str]


class CodeSetOut(Schema):
    """The codes in force for a category."""

    category: str
    version: int
    codes: list[CodeOut]


@router.get("", response=Page[AssetOut], summary="List or look up assets")
@allows(ASSETS_VIEW)
def list_assets(request: HttpRequest, paging: Query[Paging], wanted: Query[AssetFilter]) -> dict[str, Any]:
    """Assets of the caller's area, newest first."""
    given = {name: value for name, value in wanted.model_dump().items() if value}
    rows = Asset.objects.visible_to(User.of(request)).filter(**given).select_related("product__category")
    return page(rows, paging, _out)


@router.get("/{asset_id}", response=AssetOut, summary="One asset")
@allows(ASSETS_VIEW)
def get_asset(request: HttpRequest, asset_id: Identifier) -> dict[str, Any]:
    """An asset of the caller's area."""
    rows = Asset.objects.visible_to(User.of(request)).select_related("product__category")
    asset = rows.filter(pk=asset_id).first()
    if asset is None:
        raise Http404
    return _out(asset)


def _out(row: Asset) -> dict[str, Any]:
    plain = (
        "id", "serial", "barcode", "customer_id", "site_id", "state", "place", "purchased_on", "accepted_on",
        "warranty_until",
    )  # fmt: skip
    names = {"model": row.product.model, "category": row.product.category.code}
    return {name: getattr(row, name) for name in plain} | names


@catalogue.get("/categories", response=list[CategoryOut], summary="Categories")
@allows(ASSETS_VIEW)
def list_categories(request: HttpRequest) -> list[Category]:
    """All categories in use."""
    return list(Category.objects.filter(active=True))


@catalogue.get("/products", response=Page[ProductOut], summary="Products")
@allows(ASSETS_VIEW)
def list_products(request: HttpRequest, paging: Query[Paging], category: Short = "") -> dict[str, Any]:
    """Models that are served, newest first."""
    rows = Product.objects.filter(active=True).select_related("category")
    rows = rows.filter(category__code=category) if category else rows
    plain = ("id", "model", "brand", "name_zh", "name_en")
    return page(rows, paging, lambda row: {n: getattr(row, n) for n in plain} | {"category": row.category.code})


@catalogue.get("/categories/{code}/codes", response=CodeSetOut, summary="Codes in force")
@allows(ASSETS_VIEW)
def list_codes(request: HttpRequest, code: Short) -> dict[str, Any]:
    """Symptom, object, cause and action codes of a category's newest published version."""
    category = Category.objects.filter(code=code).first()
    code_set = current_code_set(category.pk) if category else None
    if category is None or code_set is None:
        raise Http404
    codes = Code.objects.filter(code_set=code_set).prefetch_related("narrows")
    return {"category": category.code, "version": code_set.version, "codes": [_code(row) for row in codes]}


def _code(row: Code) -> dict[str, Any]:
    plain = {name: getattr(row, name) for name in ("kind", "code", "name_zh", "name_en")}
    return plain | {"narrows": [other.code for other in row.narrows.all()]}
