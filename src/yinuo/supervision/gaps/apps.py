from django.apps import AppConfig


class GapsConfig(AppConfig):
    name = "yinuo.supervision.gaps"
    label = "gaps"
