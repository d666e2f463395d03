from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    name = "yinuo.supervision.complaints"
    label = "complaints"

    def ready(self) -> None:
        from . import attention, found, handlers, panels, story  # noqa: F401  (register matters, what is searched, reactions, panels, what the story tells)
