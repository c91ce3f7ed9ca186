from django.apps import AppConfig


class ChangesConfig(AppConfig):
    """Guided changes: previewed, recorded, undone. Apps declare their models and their parts."""

    name = "changes"
