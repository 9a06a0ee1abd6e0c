from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class NotificationsConfig(AppConfig):
    name = "callout.notifications"
    label = "notifications"

    def ready(self) -> None:
        post_migrate.connect(_install_texts, sender=self, dispatch_uid="notifications.texts")


def _install_texts(using: str = "default", **kwargs: Any) -> None:
    from callout.notifications.texts import install

    install(using)
