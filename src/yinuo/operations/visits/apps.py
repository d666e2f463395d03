from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "yinuo.operations.visits"
    label = "visits"

    def ready(self):
        from . import found, matters  # noqa: F401 (they register)
