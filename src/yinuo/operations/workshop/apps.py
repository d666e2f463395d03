from django.apps import AppConfig


class WorkshopConfig(AppConfig):
    name = "yinuo.operations.workshop"
    label = "workshop"
