from django.apps import AppConfig


class PromisesConfig(AppConfig):
    name = "yinuo.information.promises"
    label = "promises"

    def ready(self) -> None:
        from yinuo.core.ui import panels
        from yinuo.information.customers import timeline

        from . import matters, queries  # noqa: F401 (puts promises on the Today page)

        timeline.register(queries.timeline_rows, capability="promises.read")
        panels.register("customer", queries.panel_of_customer, order=10, capability="promises.read")
        panels.register("visit", queries.panel_of_visit, order=10, capability="promises.read")
