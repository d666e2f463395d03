from django.apps import AppConfig


class FollowUpConfig(AppConfig):
    name = "yinuo.supervision.follow_up"
    label = "follow_up"

    def ready(self) -> None:
        from . import handlers  # noqa: F401
