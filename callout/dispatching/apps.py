from django.apps import AppConfig


class DispatchingConfig(AppConfig):
    name = "callout.dispatching"
    label = "dispatching"
