from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "yinuo.supervision.cases"
    label = "cases"

    def ready(self) -> None:
        from . import attention, panels  # noqa: F401  (register matters, panels)
