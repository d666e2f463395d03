from django.apps import AppConfig


class TodayConfig(AppConfig):
    name = "yinuo.supervision.today"
    label = "today"
