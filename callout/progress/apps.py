from django.apps import AppConfig


class ProgressConfig(AppConfig):
    name = "callout.progress"
    label = "progress"
