from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "yinuo.people.staff"
    label = "staff"
