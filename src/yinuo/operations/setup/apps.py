from django.apps import AppConfig


class SetupConfig(AppConfig):
    name = "yinuo.operations.setup"
    label = "setup"
