from django.apps import AppConfig


class SampleConfig(AppConfig):
    """The generator of the invented sample state: a management command, no tables."""

    name = "sample"
