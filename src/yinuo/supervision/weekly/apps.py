from django.apps import AppConfig


class WeeklyConfig(AppConfig):
    name = "yinuo.supervision.weekly"
    label = "weekly"

    def ready(self) -> None:
        from . import attention  # noqa: F401  (register matters)
