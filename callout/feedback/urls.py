"""Addresses of surveys and call-backs."""

from __future__ import annotations

from django.urls import path

from callout.feedback import call_page, survey_page
from callout.feedback.tables import CallbackList

app_name = "feedback"
urlpatterns = [
    path("s/<str:token>/", survey_page.SurveyPage.as_view(), name="survey"),
    path("callbacks/", CallbackList.as_view(), name="list"),
    path("callbacks/<int:pk>/", call_page.CallPage.as_view(), name="call"),
    path("callbacks/<int:pk>/reached/", call_page.Reached.as_view(), name="reached"),
    path("callbacks/<int:pk>/not-reached/", call_page.NotReached.as_view(), name="not-reached"),
]
