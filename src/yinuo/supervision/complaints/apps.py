from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    name = "yinuo.supervision.complaints"
    label = "complaints"

    def ready(self) -> None:
        from . import attention, handlers, panels, story  # noqa: F401  (register matters, reactions, panels, what the story tells)
