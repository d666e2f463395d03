from django.apps import AppConfig


class SettlementConfig(AppConfig):
    name = "yinuo.operations.settlement"
    label = "settlement"
