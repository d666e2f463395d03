from django.apps import AppConfig


class RemindersConfig(AppConfig):
    name = "yinuo.supervision.reminders"
    label = "reminders"

    def ready(self) -> None:
        from . import attention, handlers  # noqa: F401  (register matters, reactions)
