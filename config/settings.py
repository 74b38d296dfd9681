"""Django's settings.  What differs between installations comes from the environment or from `config.home`."""

from __future__ import annotations

import os
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from config import home

BASE_DIR = Path(__file__).resolve().parent.parent
SECRET_KEY = home.secret_key()
DEBUG = os.environ.get("MAGPIE_DEBUG") == "1"
# The address that people use, for links in mails.
PUBLIC_URL = os.environ.get("MAGPIE_URL") or f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
ALLOWED_HOSTS = ["*"]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PUBLIC_URL.startswith("https://") else []
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_AGE = 14 * 24 * 3600
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "allauth",
    "allauth.account",
    "allauth.headless",
    "allauth.mfa",
    "procrastinate.contrib.django",
    "magpie.platform",
    "magpie.prints",
    "magpie.notices",
    "magpie.notices.delegations",
    "magpie.approvals",
    "magpie.activities",
    "magpie.accounts",
    "magpie.calendars",
    "magpie.reminders",
    "magpie.watchdog",
    "magpie.subscriptions",
    "magpie.following",
    "magpie.mailboxes",
    "magpie.documents",
    "magpie.sales",
    "magpie.orders",
    "magpie.marketing",
    "magpie.automation",
    "magpie.industries",
    "magpie.demo",
]
MIDDLEWARE = [
    "magpie.platform.http.uploads.UploadLimitMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "magpie.platform.http.middleware.CallerMiddleware",
]
ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]

DATABASES = {"default": home.database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Threads that stay keep their connection; the check lets them notice that the database was started anew.
DATABASES["default"] |= {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}
CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

AUTH_USER_MODEL = "platform.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "magpie.platform.sign_in.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
HEADLESS_ONLY = True
HEADLESS_CLIENTS = ("browser",)
HEADLESS_FRONTEND_URLS: dict[str, str] = {}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [BASE_DIR / "magpie" / "locale"]
TIME_ZONE = os.environ.get("MAGPIE_TIME_ZONE", "Asia/Shanghai")  # the company's; each user may have another
USE_TZ = True
USE_I18N = True

WEB_DIST = BASE_DIR / "web" / "dist"
STATIC_URL = "/static/"
WHITENOISE_ROOT = WEB_DIST if WEB_DIST.exists() else None
WHITENOISE_INDEX_FILE = False
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/assets/.+-[\w-]{8}\.\w+$"  # the build puts a digest into these names
MEDIA_ROOT = home.home() / "files"
LARGEST_FILE = 100 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
UPLOAD_LIMIT_MB = int(os.environ.get("MAGPIE_UPLOAD_LIMIT_MB", "500"))
PROCRASTINATE_IMPORT_PATHS = [
    "magpie.platform.importing.running",
    "magpie.platform.bulk.background",
    "magpie.platform.duplicates.searching",
    "magpie.prints.jobs",
    "magpie.subscriptions.keeping",
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"keys": {"()": "magpie.automation.hooks.hiding.HideKeys"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["keys"]}},
    "root": {"handlers": ["console"], "level": os.environ.get("MAGPIE_LOG_LEVEL", "WARNING")},
}
