from django.apps import AppConfig


class FollowUpConfig(AppConfig):
    name = "yinuo.supervision.follow_up"
    label = "follow_up"
