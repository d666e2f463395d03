from django.apps import AppConfig


class EncountersConfig(AppConfig):
    name = "yinuo.information.encounters"
    label = "encounters"

    def ready(self) -> None:
        from yinuo.core.ui import panels
        from yinuo.information.customers import timeline

        from . import queries

        timeline.register(queries.timeline_rows, capability="customers.read")
        panels.register("customer", queries.quick_panel, order=30, capability="encounters.write")
        panels.register("visit", queries.quick_panel_of_visit, order=90, capability="encounters.write")
