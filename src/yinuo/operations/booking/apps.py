from django.apps import AppConfig


class BookingConfig(AppConfig):
    name = "yinuo.operations.booking"
    label = "booking"

    def ready(self) -> None:
        from . import attention, found, story  # noqa: F401  (register panels, matters, hits of the search and rows of the timeline)
