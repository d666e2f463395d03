from django.apps import AppConfig


class StandardsConfig(AppConfig):
    name = "yinuo.operations.standards"
    label = "standards"

    def ready(self) -> None:
        from yinuo.core.ui.panels import register

        from . import handlers, measures, panels  # noqa: F401

        register("visit", panels.of_visit, order=20, capability="visit.read")
