from django.apps import AppConfig


class SatisfactionConfig(AppConfig):
    name = "yinuo.supervision.satisfaction"
    label = "satisfaction"

    def ready(self) -> None:
        from . import handlers, measures  # noqa: F401  (register reactions, measures)
