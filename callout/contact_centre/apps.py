from django.apps import AppConfig


class ContactCentreConfig(AppConfig):
    name = "callout.contact_centre"
    label = "contact_centre"
