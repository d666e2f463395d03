from django.apps import AppConfig


class StandardsConfig(AppConfig):
    name = "yinuo.operations.standards"
    label = "standards"
