from django.apps import AppConfig


class PicturesConfig(AppConfig):
    name = "yinuo.core.pictures"
    label = "pictures"
