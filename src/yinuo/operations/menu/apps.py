from django.apps import AppConfig


class MenuConfig(AppConfig):
    name = "yinuo.operations.menu"
    label = "menu"
