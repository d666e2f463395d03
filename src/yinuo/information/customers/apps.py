from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "yinuo.information.customers"
    label = "customers"

    def ready(self) -> None:
        from yinuo.core.search.registry import searchable

        from . import queries, timeline

        searchable("customer", queries.shown_in_search, capability="customers.read")
        timeline.register(queries.record_rows, capability="customers.read")
