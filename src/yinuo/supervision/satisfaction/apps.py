from django.apps import AppConfig


class SatisfactionConfig(AppConfig):
    name = "yinuo.supervision.satisfaction"
    label = "satisfaction"

    def ready(self) -> None:
        from . import handlers  # noqa: F401  (registers reactions)
