from django.apps import AppConfig


class SettlementConfig(AppConfig):
    name = "yinuo.operations.settlement"
    label = "settlement"

    def ready(self) -> None:
        from . import attention, story  # noqa: F401  (register panel, matters, what the story tells)
