from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "yinuo.operations.orders"
    label = "orders"

    def ready(self) -> None:
        from . import attention, handlers, shop_load, work_attention  # noqa: F401  (register panels, matters, reactions, load)
