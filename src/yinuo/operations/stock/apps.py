from django.apps import AppConfig


class StockConfig(AppConfig):
    name = "yinuo.operations.stock"
    label = "stock"

    def ready(self) -> None:
        from . import attention  # noqa: F401  (register matters)
