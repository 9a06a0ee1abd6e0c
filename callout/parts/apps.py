from django.apps import AppConfig


class PartsConfig(AppConfig):
    name = "callout.parts"
    label = "parts"
