from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "yinuo.core.ui"
    label = "ui"
