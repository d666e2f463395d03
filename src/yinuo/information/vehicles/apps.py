from django.apps import AppConfig


class VehiclesConfig(AppConfig):
    name = "yinuo.information.vehicles"
    label = "vehicles"
