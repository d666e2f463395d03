"""The one settings file. It reads the environment and runs out of the box; what is not fit for production `yinuo check` says."""

from __future__ import annotations

import os
from pathlib import Path

import dj_database_url
from csp.constants import SELF


def env(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def env_bool(name: str, default: bool) -> bool:
    return env(name, "1" if default else "0").lower() in ("1", "true", "yes", "on")


def env_list(name: str, default: str = "") -> list[str]:
    return [item.strip() for item in env(name, default).split(",") if item.strip()]


PACKAGE = Path(__file__).resolve().parent.parent
VAR = Path(env("YINUO_VAR") or Path.cwd() / "var").absolute()

# Demo mode: insecure defaults, one-tap sign-in, said aloud on every page. Off as soon as a secret key is given.
DEMO = env_bool("YINUO_DEMO", default=not env("SECRET_KEY"))
DEBUG = env_bool("DEBUG", default=False)
SECRET_KEY = env("SECRET_KEY") or ("demo-mode-only-not-secret-" + "x" * 32 if DEMO else "")
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "*" if DEMO else "localhost,127.0.0.1")
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS")
HTTPS = env_bool("YINUO_HTTPS", default=False)

OPENID_URL = env("OPENID_URL")  # of the house's own sign-in, if it has one

INSTALLED_APPS = [
    # Ours first: their words and templates go before those of the libraries.
    "yinuo.core.ui",
    "yinuo.core.sites",
    "yinuo.core.accounts",
    "yinuo.core.access",
    "yinuo.core.events",
    "yinuo.core.pictures",
    "yinuo.core.search",
    "yinuo.people.skills",
    "yinuo.people.shifts",
    "yinuo.people.staff",
    "yinuo.information.customers",
    "yinuo.information.vehicles",
    "yinuo.information.encounters",
    "yinuo.information.promises",
    "yinuo.operations.workshop",
    "yinuo.operations.stock",
    "yinuo.operations.menu",
    "yinuo.operations.standards",
    "yinuo.operations.booking",
    "yinuo.operations.visits",
    "yinuo.operations.orders",
    "yinuo.operations.settlement",
    "yinuo.operations.setup",
    "yinuo.supervision.surveys",
    "yinuo.supervision.follow_up",
    "yinuo.supervision.reminders",
    "yinuo.supervision.complaints",
    "yinuo.supervision.satisfaction",
    "yinuo.supervision.topics",
    "yinuo.supervision.cases",
    "yinuo.supervision.gaps",
    "yinuo.supervision.weekly",
    "yinuo.supervision.elements",
    "yinuo.supervision.today",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    *(["allauth.socialaccount.providers.openid_connect"] if OPENID_URL else []),  # large; only where a house signs in by it
    "csp",
    "django_htmx",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "yinuo.config.urls"
WSGI_APPLICATION = "yinuo.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "core" / "ui" / "templates"],  # before allauth's own
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "yinuo.config.navigation.navigation",
            ],
        },
    },
]

FORM_RENDERER = "yinuo.core.ui.widgets.Renderer"

DATABASES = {
    "default": dj_database_url.parse(
        env("DATABASE_URL") or f"sqlite:///{VAR / 'yinuo.sqlite3'}",
        conn_max_age=None,
        conn_health_checks=False,
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["ENGINE"] = "yinuo.core.sqlite"
    # A cache for each thread's connection, small since every commit of another empties it; no mapped file, which is not faster and counts for each thread.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "cached_statements": 500,  # a visit alone has more than the driver's 128, and what falls out is parsed again
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA cache_size=-1000;PRAGMA temp_store=MEMORY",
    }
elif not env_bool("DATABASE_POOLED", default=False):
    # Statements are prepared at their second use; a pooler between us and PostgreSQL may not carry that over (DATABASE_POOLED=1).
    DATABASES["default"].setdefault("OPTIONS", {}).update(server_side_binding=True, prepare_threshold=2)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "yinuo.core.accounts.backends.EmployeeBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_REDIRECT_URL = "home"
LOGIN_URL = "account_login"
ACCOUNT_ADAPTER = "yinuo.core.accounts.adapter.ClosedAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key", "pin": "30/5m/ip,5/5m/key"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {  # the labels in our words
    "activate_totp": "yinuo.core.accounts.forms.ActivateApp",
    "add_webauthn": "yinuo.core.accounts.forms.AddPasskey",
    "authenticate": "yinuo.core.accounts.forms.SecondStep",
    "edit_webauthn": "yinuo.core.accounts.forms.RenamePasskey",
    "reauthenticate": "yinuo.core.accounts.forms.SecondStepAgain",
}
MFA_PASSKEY_SIGNUP_ENABLED = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "house",
                "name": env("OPENID_NAME", "OpenID"),
                "client_id": env("OPENID_CLIENT"),
                "secret": env("OPENID_SECRET"),
                "settings": {"server_url": OPENID_URL},
            }
        ]
    }
}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English")]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
TIME_ZONE = env("TIME_ZONE", "Asia/Shanghai")
LOCALE_PATHS = [PACKAGE / "config" / "locale"]  # words of the command line and of what lies in no slice
USE_I18N = True
FORMAT_MODULE_PATH = ["yinuo.config.formats"]
USE_TZ = True

STATIC_URL = "static/"
# Files collected under hashed names come with the wheel and are made by `make run`; in a bare checkout they are served from where they lie.
COLLECTED = Path(env("STATIC_ROOT") or PACKAGE / "_static")
IS_COLLECTED = (COLLECTED / "staticfiles.json").exists() or env_bool("YINUO_COLLECT", default=False)
STATIC_ROOT = COLLECTED if IS_COLLECTED else None
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not IS_COLLECTED
# Names that carry a hash never change: Django's (app.0f1e2d3c4b5a.js) and the bundler's (chunk-GA7Q4OYM.js).
WHITENOISE_IMMUTABLE_FILE_TEST = r"(\.[0-9a-f]{12}\.\w+|/chunk-[0-9A-Z]{8}\.js)$"
WHITENOISE_KEEP_ONLY_HASHED_FILES = False
MEDIA_ROOT = Path(env("MEDIA_ROOT") or VAR / "pictures")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if IS_COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
MAX_PICTURE_BYTES = int(env("MAX_PICTURE_BYTES", str(15 * 1024 * 1024)))
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024

# in the database, so that tries at a password are counted across processes; nothing else is cached
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_counted",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}
SESSION_ENGINE = "yinuo.core.accounts.sessions"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 3600 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env_bool("YINUO_BEHIND_PROXY", default=False) else None
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "connect-src": [SELF],
        "object-src": ["'none'"],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": ["'none'"],
    }
}

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend" if env("EMAIL_HOST") else "django.core.mail.backends.console.EmailBackend"
EMAIL_HOST = env("EMAIL_HOST", "localhost")
EMAIL_PORT = int(env("EMAIL_PORT", "25"))
EMAIL_HOST_USER = env("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env_bool("EMAIL_USE_TLS", default=False)  # STARTTLS, usually on port 587
EMAIL_USE_SSL = env_bool("EMAIL_USE_SSL", default=False)  # TLS from the first byte, usually on port 465
EMAIL_TIMEOUT = 20
SENDS_MAIL = bool(env("EMAIL_HOST"))
PUBLIC_URL = env("PUBLIC_URL", "")  # where customers reach the program, for links in messages: https://service.example.com
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", "yinuo@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", "WARNING")},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
