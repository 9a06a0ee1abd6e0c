from django.apps import AppConfig


class ApplianceConfig(AppConfig):
    name = "packs.appliance"
    label = "pack_appliance"

    def ready(self) -> None:
        from callout.foundation.packs import register
        from packs.appliance.pack import PACK

        register(PACK)
