from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "callout.demo"
    label = "demo"
