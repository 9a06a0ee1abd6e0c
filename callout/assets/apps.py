from django.apps import AppConfig


class AssetsConfig(AppConfig):
    name = "callout.assets"
    label = "assets"
