"""Addresses of surveys and call-backs."""

from __future__ import annotations

from django.urls import path

from callout.feedback import survey_page

app_name = "feedback"
urlpatterns = [
    path("s/<str:token>/", survey_page.SurveyPage.as_view(), name="survey"),
]
