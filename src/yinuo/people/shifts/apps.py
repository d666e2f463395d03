from django.apps import AppConfig


class ShiftsConfig(AppConfig):
    name = "yinuo.people.shifts"
    label = "shifts"
