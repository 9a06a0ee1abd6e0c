from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "callout.portal"
    label = "portal"
