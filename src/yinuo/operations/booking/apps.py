from django.apps import AppConfig


class BookingConfig(AppConfig):
    name = "yinuo.operations.booking"
    label = "booking"

    def ready(self) -> None:
        from . import attention  # noqa: F401  (registers panels and matters)
