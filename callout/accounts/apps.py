from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "callout.accounts"
    label = "accounts"
