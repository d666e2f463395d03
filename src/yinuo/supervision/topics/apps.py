from django.apps import AppConfig


class TopicsConfig(AppConfig):
    name = "yinuo.supervision.topics"
    label = "topics"

    def ready(self) -> None:
        from . import handlers, panels  # noqa: F401  (register reactions, panels)
