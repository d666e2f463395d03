from django.apps import AppConfig


class VehiclesConfig(AppConfig):
    name = "yinuo.information.vehicles"
    label = "vehicles"

    def ready(self) -> None:
        from yinuo.core.search.registry import searchable
        from yinuo.core.ui import panels

        from . import queries

        searchable("vehicle", queries.shown_in_search, capability="customers.read")
        panels.register("customer", queries.panel_of_customer, order=20)
