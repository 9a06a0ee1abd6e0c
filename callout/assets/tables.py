"""Lists of assets, products and code sets."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from callout.accounts.access import ASSETS_EDIT, ASSETS_VIEW
from callout.assets import selectors
from callout.assets.forms import STATES
from callout.assets.models import Asset, Category, Code, CodeSet, Product, SafetyNotice
from callout.foundation.ui.lists import (
    BooleanFilter,
    BulkAction,
    Column,
    DateRangeFilter,
    Empty,
    ListPage,
    MultiFilter,
    PageAction,
    RelationFilter,
    Tab,
)


def _categories(user: Any) -> QuerySet[Category]:
    return Category.objects.filter(active=True)


class AssetList(ListPage):
    """The installed base of the person's area."""

    permission = ASSETS_VIEW
    name = "assets"
    title = _("Assets")
    model = Asset
    columns = (
        Column("serial", _("Serial number"), sort="serial", link="assets:detail", fixed=True, area="ref"),
        Column("product", _("Product"), value="product.name", link="assets:detail", area="title"),
        Column("model", _("Model"), value="product.model", sort="product__model", area="meta"),
        Column("category", _("Category"), value="product.category.name", sort="product__category__code"),
        Column("customer", _("Customer"), value="customer.name", sort="customer__name", area="text",
               link=lambda row: reverse("customers:detail", args=[row.customer_id])),
        Column("site", _("Place"), value=lambda row: f"{row.site.city}{row.site.district}", area="side"),
        Column("accepted_on", _("Installed on"), sort="accepted_on", area="when"),
        Column("warranty", _("Warranty stated until"), value="warranty_until", sort="warranty_until", hidden=True),
        Column("batch", _("Batch"), sort="batch", hidden=True),
        Column("state", _("State"), value=lambda row: dict(STATES)[row.state], area="state"),
    )  # fmt: skip
    tabs = (
        Tab("active", _("In use"), Q(state=Asset.State.ACTIVE)),
        Tab("stored", _("In store"), Q(state=Asset.State.STORED)),
        Tab("retired", _("Retired"), Q(state=Asset.State.RETIRED)),
    )
    filters = (
        RelationFilter("category", _("Category"), field="product__category", rows=_categories),
        MultiFilter("state", _("State"), choices=STATES),
        DateRangeFilter("created", _("On file since"), field="created_at"),
    )
    bulk: ClassVar = (BulkAction(_("QR labels"), "qrcode", "documents:labels", ASSETS_EDIT, "q"),)
    empty = Empty(_("No assets here"), _("Devices are put on file from their owner's page."), "device-desktop-cog")
    default_sort = "-serial"
    whole_sorts = ("serial",)
    search_hint = _("Serial, barcode, model or owner")

    def queryset(self, user: Any) -> QuerySet[Any]:
        """With what the cells show."""
        return Asset.objects.visible_to(user).select_related("product__category", "customer", "site").defer("search")

    def search(self, rows: QuerySet[Any], text: str) -> QuerySet[Any]:
        """By serial, barcode, model or owner."""
        return selectors.matching(rows, text)


class ProductList(ListPage):
    """Models that are sold and served. The catalogue is the same for everybody."""

    template_name = "assets/catalogue.html"
    permission = ASSETS_VIEW
    name = "products"
    title = _("Products")
    model = Product
    columns = (
        Column("model", _("Model"), sort="model", fixed=True, area="ref"),
        Column("product", _("Product"), value="name", area="title"),
        Column("category", _("Category"), value="category.name", sort="category__code", area="text"),
        Column("brand", _("Brand"), sort="brand", area="side"),
        Column("barcode", _("Barcode"), sort="barcode", area="meta"),
        Column("assets", _("Installed"), value="installed", sort="installed", end=True, area="when"),
        Column("active", _("Sold or served"), area="state"),
    )
    filters = (
        RelationFilter("category", _("Category"), rows=_categories),
        BooleanFilter("active", _("Sold or served")),
    )
    empty = Empty(_("No products"), _("Products come with the industry packs."), "box")
    default_sort = "model"
    search_hint = _("Model, name or barcode")

    def queryset(self, user: Any) -> QuerySet[Any]:
        """With the number of installed devices."""
        counted = (
            Asset.objects.filter(product_id=OuterRef("pk")).order_by().values("product_id").annotate(n=Count("pk"))
        )
        return Product.objects.select_related("category").annotate(installed=Coalesce(Subquery(counted.values("n")), 0))

    def search(self, rows: QuerySet[Any], text: str) -> QuerySet[Any]:
        """By model, name or barcode."""
        return rows.filter(
            Q(model__icontains=text) | Q(name_zh__icontains=text) | Q(name_en__icontains=text) | Q(barcode=text)
        )


class CategoryList(ListPage):
    """Product groups."""

    template_name = "assets/catalogue.html"
    permission = ASSETS_VIEW
    name = "categories"
    title = _("Categories")
    model = Category
    columns = (
        Column("category", _("Category"), value="name", area="title", fixed=True),
        Column("code", _("Code"), sort="code", area="ref"),
        Column("pack", _("Pack"), sort="pack", area="side"),
        Column("products", _("Products"), value="product_count", sort="product_count", end=True, area="text",
               link=lambda row: f"{reverse('assets:products')}?category={row.pk}"),
        Column("codes", _("Code set"), value=lambda row: f"v{row.version}" if row.version else "", area="meta",
               link=lambda row: f"{reverse('assets:code-sets')}?category={row.pk}"),
        Column("active", _("In use"), area="state"),
    )  # fmt: skip
    default_sort = "code"
    empty = Empty(_("No categories"), _("Categories come with the industry packs."), "category")

    def queryset(self, user: Any) -> QuerySet[Any]:
        """With the number of products and the newest code set."""
        newest = CodeSet.objects.filter(category_id=OuterRef("pk"), published_at__isnull=False).order_by("-version")
        return Category.objects.annotate(
            product_count=Count("products"), version=Subquery(newest.values("version")[:1])
        )


class CodeSetList(ListPage):
    """Versions of the codes; a record keeps the version it used."""

    template_name = "assets/catalogue.html"
    permission = ASSETS_VIEW
    name = "code-sets"
    title = _("Code sets")
    model = CodeSet
    columns = (
        Column(
            "category",
            _("Category"),
            value="category.name",
            sort="category__code",
            link="assets:code-set",
            fixed=True,
            area="title",
        ),
        Column("version", _("Version"), value=lambda row: f"v{row.version}", sort="version", area="ref"),
        Column("published_at", _("Published"), sort="published_at", area="when"),
        *(
            Column(kind, label, value=f"{kind}_count", sort=f"{kind}_count", end=True)
            for kind, label in (
                ("symptom", _("Symptoms")),
                ("object", _("Objects")),
                ("cause", _("Causes")),
                ("action", _("Actions")),
            )
        ),
    )
    filters = (RelationFilter("category", _("Category"), rows=_categories),)
    default_sort = "category"
    empty = Empty(_("No code sets"), _("Codes come with the industry packs."), "tags")

    def queryset(self, user: Any) -> QuerySet[Any]:
        """With the number of codes of each kind."""
        counts = {f"{kind}_count": Count("codes", filter=Q(codes__kind=kind)) for kind in Code.Kind.values}
        return CodeSet.objects.select_related("category").annotate(**counts)


class SafetyNoticeList(ListPage):
    """What the public passport page warns of."""

    template_name = "assets/catalogue.html"
    permission = ASSETS_VIEW
    name = "safety-notices"
    title = _("Safety notices")
    model = SafetyNotice
    columns = (
        Column("text", _("Safety notice"), value="text", link="assets:safety-notice", fixed=True, area="title"),
        Column("category", _("Category"), value="category.name", sort="category__code", area="text"),
        Column("product", _("Product"), value=lambda row: row.product.name if row.product else _("all"), area="meta"),
        Column("since", _("Since"), sort="since", area="when"),
        Column("until", _("Until"), sort="until", area="side"),
    )
    filters = (RelationFilter("category", _("Category"), rows=_categories),)
    action = PageAction(_("New notice"), "plus", "assets:safety-notice-create", ASSETS_EDIT)
    default_sort = "-since"
    empty = Empty(_("No safety notices"), _("They appear on the passport page behind each QR label."), "alert-triangle")

    def queryset(self, user: Any) -> QuerySet[Any]:
        """The catalogue is the same for everybody."""
        return SafetyNotice.objects.select_related("category", "product")
