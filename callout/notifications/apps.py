from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "callout.notifications"
    label = "notifications"
