from django.apps import AppConfig


class TodayConfig(AppConfig):
    name = "yinuo.supervision.today"
    label = "today"

    def ready(self):
        from . import sources  # noqa: F401 (it registers)
