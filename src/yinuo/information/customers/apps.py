from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "yinuo.information.customers"
    label = "customers"
