"""Django settings. What a deployment may change comes from ``callout.config.env``; the rest is fixed here."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from callout.config import env

ROOT = Path(__file__).resolve().parents[2]
DATA_FOLDER = env.data_folder()

SECRET_KEY = env.secret("CALLOUT_SECRET_KEY")
DATA_KEY = env.secret("CALLOUT_DATA_KEY")
DEBUG = env.flag("CALLOUT_DEBUG")
DEMO = env.flag("CALLOUT_DEMO")
ALLOWED_HOSTS = env.listing("CALLOUT_HOSTS")
BASE_URL = env.text("CALLOUT_BASE_URL").rstrip("/")
CSRF_TRUSTED_ORIGINS = [BASE_URL]

INSTALLED_APPS = [
    "callout.foundation",
    "callout.accounts",
    "callout.customers",
    "callout.assets",
    "callout.agreements",
    "callout.workforce",
    "callout.parts",
    "callout.notifications",
    "callout.cases",
    "callout.workorders",
    "callout.documents",
    "callout.diagnosis",
    "callout.chat",
    "callout.progress",
    "callout.dispatching",
    "callout.field",
    "callout.feedback",
    "callout.contact_centre",
    "callout.analytics",
    "callout.integration",
    "callout.portal",
    "callout.demo",
    "packs.appliance",
    "packs.telecom_equipment",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "template_partials",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "callout.foundation.middleware.RequestContextMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "callout.foundation.middleware.SecurityHeadersMiddleware",
    "callout.foundation.api.ApiProblems",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "callout.accounts.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "callout.accounts.middleware.UserPreferencesMiddleware",
    "callout.foundation.live_cursor.CursorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "callout.foundation.ui.toasts.ToastMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "callout.accounts.middleware.PermissionMiddleware",
]

ROOT_URLCONF = "callout.config.urls"
ASGI_APPLICATION = "callout.config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "callout" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "callout.foundation.ui.context.frame",
            ],
            "builtins": ["callout.foundation.templatetags.ui"],
        },
    }
]


def _database(url: str) -> dict[str, object]:
    """Django's data-base entry for a postgresql:// URL (query parameters become libpq options).

    Statements are prepared at their third use, which halves the server's work for the short ones;
    ``?prepare_threshold=none`` is for a pooler that gives each transaction another session.
    """
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    prepare = query.pop("prepare_threshold", "3")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "callout",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": {
            "pool": {"min_size": 1, "max_size": 12, "timeout": 10},
            "server_side_binding": True,
            "prepare_threshold": int(prepare) if prepare.isdigit() else None,
            **query,
        },
        "TEST": {"NAME": query.pop("test_name", None) or f"test_{unquote(parts.path.lstrip('/')) or 'callout'}"},
        "DISABLE_SERVER_SIDE_CURSORS": False,
    }


if env.text("DATABASE_URL"):
    DATABASES = {"default": _database(env.text("DATABASE_URL"))}
else:
    from callout.runtime.postgres import embedded_url

    DATABASES = {"default": _database(embedded_url(DATA_FOLDER))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "callout.accounts.adapter.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "callout.foundation.views.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = env.flag("CALLOUT_HTTPS")
SECURE_HSTS_SECONDS = 31_536_000 if env.flag("CALLOUT_HTTPS") else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("CALLOUT_HTTPS") else None
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

LANGUAGE_CODE = env.text("CALLOUT_LANGUAGE")
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [ROOT / "callout" / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = env.text("CALLOUT_TIME_ZONE")

STATIC_URL = "/static/"
STATIC_ROOT = ROOT / "staticfiles"
STATICFILES_DIRS = [ROOT / "callout" / "static"]
# Named after their content, by collectstatic or by the build of the islands: browsers keep them for good.
WHITENOISE_IMMUTABLE_FILE_TEST = r"\.[0-9a-f]{12}\.|/build/(?:charts|field)/.+-[\w-]{8}\.\w+$"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_FOLDER / "files"},
    },
    "staticfiles": {"BACKEND": "callout.foundation.ui.staticfiles.Storage"},
}
MEDIA_ROOT = DATA_FOLDER / "files"

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
PROCRASTINATE_ON_APP_READY = "callout.foundation.jobs.on_app_ready"

SMS_PROVIDER = env.text("CALLOUT_SMS_PROVIDER")
SMS_HTTP_URL = env.text("CALLOUT_SMS_HTTP_URL")
SMS_HTTP_TOKEN = env.text("CALLOUT_SMS_HTTP_TOKEN")
PUSH_KEY = env.secret("CALLOUT_PUSH_KEY")
PUSH_CONTACT = env.text("CALLOUT_PUSH_CONTACT")
PUSH_HOSTS = env.listing("CALLOUT_PUSH_HOSTS")
SMS_RECEIPT_SECRET = env.secret("CALLOUT_SMS_RECEIPT_SECRET")
CALLBACK_SHARE = float(env.text("CALLOUT_CALLBACK_SHARE"))
MYSTERY_SHARE = float(env.text("CALLOUT_MYSTERY_SHARE"))
SILENT_DAYS = float(env.text("CALLOUT_SILENT_DAYS"))
SIGNING_CERTIFICATE = env.text("CALLOUT_SIGNING_CERTIFICATE")
SIGNING_KEY = env.text("CALLOUT_SIGNING_KEY")
TELEPHONY_SECRET = env.secret("CALLOUT_TELEPHONY_SECRET")
ROUTING_URL = env.text("CALLOUT_ROUTING_URL").rstrip("/")
ROUTING_ENGINE = env.text("CALLOUT_ROUTING_ENGINE")
MAP_TILES = env.text("CALLOUT_MAP_TILES")
MAP_ATTRIBUTION = env.text("CALLOUT_MAP_ATTRIBUTION")
API_RATE = float(env.text("CALLOUT_API_RATE"))
WEBHOOKS_PRIVATE = env.flag("CALLOUT_WEBHOOKS_PRIVATE")
METRICS_TOKEN = env.text("CALLOUT_METRICS_TOKEN")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "callout.foundation.logs.JsonFormatter"},
        "text": {"()": "callout.foundation.logs.TextFormatter"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": env.text("CALLOUT_LOG_FORMAT")}},
    "root": {"handlers": ["console"], "level": env.text("CALLOUT_LOG_LEVEL")},
    "loggers": {"procrastinate": {"level": "WARNING"}, "uvicorn.access": {"level": "WARNING"}},
}
