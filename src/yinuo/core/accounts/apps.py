from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "yinuo.core.accounts"
    label = "accounts"
