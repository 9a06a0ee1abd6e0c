from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "callout.cases"
    label = "cases"
