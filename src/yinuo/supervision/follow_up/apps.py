from django.apps import AppConfig


class FollowUpConfig(AppConfig):
    name = "yinuo.supervision.follow_up"
    label = "follow_up"

    def ready(self) -> None:
        from . import attention, handlers  # noqa: F401  (register matters, reactions)
