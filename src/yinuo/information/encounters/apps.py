from django.apps import AppConfig


class EncountersConfig(AppConfig):
    name = "yinuo.information.encounters"
    label = "encounters"
