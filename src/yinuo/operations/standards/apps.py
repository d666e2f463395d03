from django.apps import AppConfig


class StandardsConfig(AppConfig):
    name = "yinuo.operations.standards"
    label = "standards"

    def ready(self) -> None:
        from . import handlers, measures  # noqa: F401
