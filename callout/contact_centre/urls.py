"""Addresses of the desk, of calls and of what may be done with a case and its visits."""

from __future__ import annotations

from django.urls import include, path

from callout.contact_centre import case_actions, telephone, views, webhook

pages = [
    path("desk/", views.Desk.as_view(), name="desk"),
    path("desk/preview/", views.PreviewView.as_view(), name="preview"),
    path("desk/draft/", views.DraftView.as_view(), name="draft"),
    path("desk/find/", views.Find.as_view(), name="find"),
    path("desk/callbar/", views.CallBar.as_view(), name="callbar"),
    path("desk/ring/", views.Ring.as_view(), name="ring"),
    path("desk/simulate/", telephone.Simulate.as_view(), name="simulate"),
    path("desk/customers/new/", telephone.QuickCustomer.as_view(), name="quick-customer"),
    path("desk/calls/<int:pk>/answer/", views.CallAction.as_view(), {"action": "answer"}, name="answer"),
    path("desk/calls/<int:pk>/hang-up/", views.CallAction.as_view(), {"action": "hang-up"}, name="hang-up"),
    path("calls/", telephone.CallList.as_view(), name="calls"),
    path("cases/<slug:number>/resolve/", case_actions.Resolve.as_view(), name="resolve"),
    path("cases/<slug:number>/cancel/", case_actions.Cancel.as_view(), name="cancel"),
    path("cases/<slug:number>/merge/", case_actions.Merge.as_view(), name="merge"),
    path("cases/<slug:number>/visit/", case_actions.OpenVisit.as_view(), name="visit"),
]

urlpatterns = [
    path("", include((pages, "contact_centre"))),
    path("hooks/telephony/", webhook.Telephony.as_view(), name="telephony-hook"),
]
