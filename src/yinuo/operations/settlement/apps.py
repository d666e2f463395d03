from django.apps import AppConfig


class SettlementConfig(AppConfig):
    name = "yinuo.operations.settlement"
    label = "settlement"

    def ready(self) -> None:
        from . import story  # noqa: F401 (registers)
