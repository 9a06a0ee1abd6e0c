from django.apps import AppConfig


class TelecomEquipmentConfig(AppConfig):
    name = "packs.telecom_equipment"
    label = "pack_telecom_equipment"

    def ready(self) -> None:
        from callout.foundation.packs import register
        from packs.telecom_equipment.pack import PACK

        register(PACK)
