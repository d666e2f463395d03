from django.apps import AppConfig


class StockConfig(AppConfig):
    name = "yinuo.operations.stock"
    label = "stock"
