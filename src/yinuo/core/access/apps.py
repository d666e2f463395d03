from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "yinuo.core.access"
    label = "access"
