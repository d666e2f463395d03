from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "yinuo.core.events"
    label = "events"
