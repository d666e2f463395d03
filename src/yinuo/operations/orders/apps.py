from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "yinuo.operations.orders"
    label = "orders"
