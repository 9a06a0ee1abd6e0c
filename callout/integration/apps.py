from django.apps import AppConfig


class IntegrationConfig(AppConfig):
    name = "callout.integration"
    label = "integration"
