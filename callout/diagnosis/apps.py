from django.apps import AppConfig


class DiagnosisConfig(AppConfig):
    name = "callout.diagnosis"
    label = "diagnosis"
