"""Addresses of assets and the catalogue."""

from __future__ import annotations

from django.urls import include, path

from callout.assets import passport_views, tables, views

pages = [
    path("assets/", tables.AssetList.as_view(), name="list"),
    path("assets/<int:pk>/", views.AssetDetail.as_view(), name="detail"),
    path("assets/<int:pk>/edit/", views.AssetEdit.as_view(), name="edit"),
    path("customers/<int:customer>/assets/new/", views.AssetCreate.as_view(), name="create"),
    path("assets/<int:pk>/label/revoke/", passport_views.LabelRevoke.as_view(), name="label-revoke"),
    path("catalogue/safety/", tables.SafetyNoticeList.as_view(), name="safety-notices"),
    path("catalogue/safety/new/", passport_views.SafetyNoticeEdit.as_view(), name="safety-notice-create"),
    path("catalogue/safety/<int:pk>/", passport_views.SafetyNoticeEdit.as_view(), name="safety-notice"),
    path("catalogue/", tables.CategoryList.as_view(), name="categories"),
    path("catalogue/products/", tables.ProductList.as_view(), name="products"),
    path("catalogue/codes/", tables.CodeSetList.as_view(), name="code-sets"),
    path("catalogue/codes/<int:pk>/", views.CodeSetDetail.as_view(), name="code-set"),
]

urlpatterns = [path("", include((pages, "assets")))]
