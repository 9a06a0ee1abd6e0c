from django.apps import AppConfig


class ChatConfig(AppConfig):
    name = "callout.chat"
    label = "chat"
