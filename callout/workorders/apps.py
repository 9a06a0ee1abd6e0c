from django.apps import AppConfig


class WorkordersConfig(AppConfig):
    name = "callout.workorders"
    label = "workorders"
