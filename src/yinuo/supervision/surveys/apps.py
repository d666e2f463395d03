from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "yinuo.supervision.surveys"
    label = "surveys"

    def ready(self) -> None:
        from . import handlers  # noqa: F401  (registers reactions)
