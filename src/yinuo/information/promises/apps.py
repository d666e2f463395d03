from django.apps import AppConfig


class PromisesConfig(AppConfig):
    name = "yinuo.information.promises"
    label = "promises"
