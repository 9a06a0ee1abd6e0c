from django.apps import AppConfig


class FieldConfig(AppConfig):
    name = "callout.field"
    label = "field"
