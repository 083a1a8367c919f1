"""One settings module for development, demo and real use; the environment tells them apart.

It touches neither database nor disk and demands no variable at import: type checks and
`kaketsuke check` load it bare. `config.checks` refuses to serve with missing secrets.
"""

import os
from pathlib import Path

import django_stubs_ext
from django.utils.translation import gettext_lazy as _

from kaketsuke.config import database, env, languages, logs

django_stubs_ext.monkeypatch()

PACKAGE = Path(__file__).resolve().parent.parent
HOME = Path(env.text("KAKETSUKE_HOME", "var")).resolve()
DEMO = env.flag("KAKETSUKE_DEMO")

# Secrets. The fallbacks serve only tooling that loads settings without serving anybody.
SECRET_KEY = env.text("KAKETSUKE_SECRET_KEY", "only-for-tools-that-serve-nobody")
MASTER_KEY = env.text("KAKETSUKE_MASTER_KEY", "00" * 32)
# Those of earlier epochs, while keys are wrapped anew (`kaketsuke keys`).
MASTER_KEYS_BEFORE = env.words("KAKETSUKE_MASTER_KEYS_BEFORE")
INDEX_KEY = env.text("KAKETSUKE_INDEX_KEY", "11" * 32)
AUDIT_KEY = env.text("KAKETSUKE_AUDIT_KEY", "22" * 32)
CHECKPOINT_KEY = env.text("KAKETSUKE_CHECKPOINT_KEY", "33" * 32)
# Where the signed sums of the record go: another disk, another machine's share.
CHECKPOINT_FOLDER = Path(env.text("KAKETSUKE_CHECKPOINT_FOLDER", str(HOME / "checkpoints")))
# And from there into a bucket, s3://BUCKET/FOLDER; who signs is said by AWS_* as everywhere.
CHECKPOINT_BUCKET = env.text("KAKETSUKE_CHECKPOINT_BUCKET", "")
CHECKPOINT_ENDPOINT = env.text("KAKETSUKE_CHECKPOINT_ENDPOINT", "")
CHECKPOINT_REGION = env.text("AWS_REGION", "ap-northeast-1")

DEBUG = False
ALLOWED_HOSTS = env.words("KAKETSUKE_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("KAKETSUKE_ORIGINS")
PUBLIC_URL = env.text("KAKETSUKE_PUBLIC_URL", "http://localhost:8000")
BEHIND_TLS = env.flag("KAKETSUKE_TLS")
if BEHIND_TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

ROOMS = [
    "kaketsuke.audit",
    "kaketsuke.people",
    "kaketsuke.accounts",
    "kaketsuke.terms",
    "kaketsuke.places",
    "kaketsuke.notify",
    "kaketsuke.parties",
    "kaketsuke.residents",
    "kaketsuke.network",
    "kaketsuke.intake",
    "kaketsuke.cases",
    "kaketsuke.dispatch",
    "kaketsuke.onsite",
    "kaketsuke.money",
    "kaketsuke.privacy",
    "kaketsuke.claims",
]
INSTALLED_APPS = [
    *ROOMS,
    "kaketsuke.web",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
    "django_htmx",
    "js_lib_leaflet",
    "csp",
    "whitenoise.runserver_nostatic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
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
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    # Innermost: one transaction a request, in which the database knows who is looking.
    "kaketsuke.web.middleware.ViewerMiddleware",
]
ROOT_URLCONF = "kaketsuke.config.urls"
WSGI_APPLICATION = "kaketsuke.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kaketsuke.web.context.page",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

DATABASES = {"default": database.from_environment()}
PROCRASTINATE_IMPORT_PATHS = ["kaketsuke.config.jobs"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CSRF_FAILURE_VIEW = "kaketsuke.web.errors.csrf_failure"
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start"
ACCOUNT_ADAPTER = "kaketsuke.accounts.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# How long a technician may think; faults are tested with less.
OFFER_SECONDS = float(env.text("KAKETSUKE_OFFER_SECONDS", "90"))
# The figures of who goes; without a file of one's own those of the house hold.
POLICY_FILE = env.text("KAKETSUKE_POLICY_FILE", "")
# Where travel times come from: a file of roads, else a route server, else the straight line.
ROADS = env.text("KAKETSUKE_ROADS", "")
OSRM_URL = env.text("KAKETSUKE_OSRM_URL", "")
# What completed trips taught about them.
LESSONS = env.text("KAKETSUKE_LESSONS", "")

# The privacy policy that stands beside the terms (4.8); each consent keeps which one it was.
PRIVACY_POLICY_VERSION = env.text("KAKETSUKE_PRIVACY_POLICY_VERSION", "1")
# By which ways a resident may register (2.2): web, paper, counter, phone.
REGISTRATION_CHANNELS = env.words("KAKETSUKE_REGISTRATION_CHANNELS", "web,paper,counter,phone")

# Where map pictures come from ({z}, {x} and {y} in the address); without one the map is plain.
MAP_TILES = env.text("KAKETSUKE_MAP_TILES", "")
MAP_CREDIT = env.text("KAKETSUKE_MAP_CREDIT", "")

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", _("日本語")), ("en", _("英語")), languages.EASY_JAPANESE]
# Ours, then what the sign-in library is to say otherwise than by itself.
LOCALE_PATHS = [PACKAGE / "locale", PACKAGE / "locale_of_sign_in"]
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": env.text(
            "KAKETSUKE_STATIC_STORAGE", "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = STORAGES["staticfiles"]["BACKEND"].endswith(".StaticFilesStorage")

CACHES = {
    "default": {
        # Rate limits must be shared by all processes.
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
    }
}

# Where whoever is refused can complain: the room below does not know the one that answers.
REFUSAL_DOOR = "kaketsuke.claims.doors.of_refusal"
# And whether somebody behind a door is protected, which registration must ask and cannot know.
PROTECTED_AT = "kaketsuke.intake.record.protected_at"

EMAIL_HOST = env.text("KAKETSUKE_SMTP_HOST", "")
EMAIL_PORT = int(env.text("KAKETSUKE_SMTP_PORT", "25"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("KAKETSUKE_MAIL_FROM", "kaketsuke@localhost")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", *env.origins(MAP_TILES)],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

LOGGING = logs.configuration(level=os.environ.get("KAKETSUKE_LOG_LEVEL", "INFO"))
