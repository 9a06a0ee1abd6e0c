"""Addresses of assets and the catalogue."""

from __future__ import annotations

from django.urls import include, path

from callout.assets import tables, views

pages = [
    path("assets/", tables.AssetList.as_view(), name="list"),
    path("assets/<int:pk>/", views.AssetDetail.as_view(), name="detail"),
    path("assets/<int:pk>/edit/", views.AssetEdit.as_view(), name="edit"),
    path("customers/<int:customer>/assets/new/", views.AssetCreate.as_view(), name="create"),
    path("catalogue/", tables.CategoryList.as_view(), name="categories"),
    path("catalogue/products/", tables.ProductList.as_view(), name="products"),
    path("catalogue/codes/", tables.CodeSetList.as_view(), name="code-sets"),
    path("catalogue/codes/<int:pk>/", views.CodeSetDetail.as_view(), name="code-set"),
]

urlpatterns = [path("", include((pages, "assets")))]
