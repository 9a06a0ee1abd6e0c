from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "callout.agreements"
    label = "agreements"
