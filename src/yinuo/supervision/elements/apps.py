from django.apps import AppConfig


class ElementsConfig(AppConfig):
    name = "yinuo.supervision.elements"
    label = "elements"
