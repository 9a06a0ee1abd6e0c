from django.apps import AppConfig


class WorkforceConfig(AppConfig):
    name = "callout.workforce"
    label = "workforce"
