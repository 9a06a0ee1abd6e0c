from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    name = "callout.analytics"
    label = "analytics"
