from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "callout.documents"
    label = "documents"

    def ready(self) -> None:
        from callout.documents.file_access import register_subjects

        register_subjects()
