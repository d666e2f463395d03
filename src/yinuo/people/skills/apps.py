from django.apps import AppConfig


class SkillsConfig(AppConfig):
    name = "yinuo.people.skills"
    label = "skills"
