from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "yinuo.core.search"
    label = "search"
