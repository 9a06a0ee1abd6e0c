from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "callout.customers"
    label = "customers"
