"""Addresses of people, roles and the home page."""

from __future__ import annotations

from django.urls import include, path

from callout.accounts import tables, views

pages = [
    path("profile/", views.Profile.as_view(), name="profile"),
    path("profile/sign-out-everywhere/", views.SignOutEverywhere.as_view(), name="sign-out-everywhere"),
    path("people/", tables.UserList.as_view(), name="users"),
    path("people/new/", views.UserCreate.as_view(), name="user-create"),
    path("people/<int:pk>/", views.UserDetail.as_view(), name="user"),
    path("people/<int:pk>/edit/", views.UserEdit.as_view(), name="user-edit"),
    path("people/<int:pk>/roles/new/", views.Grant.as_view(), name="grant"),
    path("people/<int:pk>/roles/<int:membership>/revoke/", views.Revoke.as_view(), name="revoke"),
    path("people/<int:pk>/password/", views.NewPassword.as_view(), name="new-password"),
    path("people/<int:pk>/two-factor/", views.ResetTwoFactor.as_view(), name="reset-two-factor"),
    path("people/<int:pk>/sessions/", views.EndSessions.as_view(), name="end-sessions"),
    path("roles/", views.Roles.as_view(), name="roles"),
    path("roles/new/", views.RoleEdit.as_view(), name="role-create"),
    path("roles/<int:pk>/", views.RoleEdit.as_view(), name="role-edit"),
    path("roles/<int:pk>/remove/", views.RoleDelete.as_view(), name="role-delete"),
    path("audit/", tables.AuditList.as_view(), name="audit"),
    path("audit/looks/", tables.RevealList.as_view(), name="reveals"),
]

urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("demo-sign-in/", views.DemoSignIn.as_view(), name="demo-sign-in"),
    path("", include((pages, "accounts"))),
]
