from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "callout.feedback"
    label = "feedback"
