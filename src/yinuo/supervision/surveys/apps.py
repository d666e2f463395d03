from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "yinuo.supervision.surveys"
    label = "surveys"
