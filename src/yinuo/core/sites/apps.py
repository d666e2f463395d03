from django.apps import AppConfig


class SitesConfig(AppConfig):
    name = "yinuo.core.sites"
    label = "sites"
