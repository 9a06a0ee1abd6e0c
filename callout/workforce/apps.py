from django.apps import AppConfig


class WorkforceConfig(AppConfig):
    name = "callout.workforce"
    label = "workforce"

    def ready(self) -> None:
        """Who sees an engineer may open his photograph."""
        from callout.foundation.files import register_subject
        from callout.workforce.portraits import SUBJECT, sees_engineer

        register_subject(SUBJECT, sees_engineer)
