from django.apps import AppConfig


class ChatConfig(AppConfig):
    name = "callout.chat"
    label = "chat"

    def ready(self) -> None:
        from callout.chat.rooms import sees_message
        from callout.chat.services import SUBJECT
        from callout.foundation.files import register_subject

        register_subject(SUBJECT, sees_message)
