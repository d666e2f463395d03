from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "yinuo.supervision.surveys"
    label = "surveys"

    def ready(self) -> None:
        from yinuo.core.ui.panels import register

        from . import handlers  # noqa: F401  (registers reactions)
        from .panels import survey_panel

        register("visit", survey_panel, order=80, capability="site.read")
