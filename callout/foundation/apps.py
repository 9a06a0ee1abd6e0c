from django.apps import AppConfig
from django.db.models.signals import post_migrate


class FoundationConfig(AppConfig):
    name = "callout.foundation"
    label = "foundation"

    def ready(self) -> None:
        from callout.foundation.audit import install_triggers
        from callout.foundation.registry import load_business_modules

        load_business_modules()
        post_migrate.connect(install_triggers, dispatch_uid="foundation.audit")
