from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "yinuo.operations.visits"
    label = "visits"
