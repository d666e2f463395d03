from django.apps import AppConfig


class BookingConfig(AppConfig):
    name = "yinuo.operations.booking"
    label = "booking"
