"""How this installation runs: secure unless told otherwise, everything it keeps under one data directory.

LOOKTHROUGH_HOME      where data are kept (default: ``var`` in the checkout; installed as a wheel ``~/.local/share/lookthrough``)
LOOKTHROUGH_DATABASE  ``postgresql://user:password@host:port/name``; without it SQLite in the data directory
LOOKTHROUGH_ORIGIN    ``https://console.example.gov.cn``: the address officers use; without it only this machine is answered
LOOKTHROUGH_SECRET    the signing key; without it one is made once and kept in the data directory
LOOKTHROUGH_SECOND_FACTOR  ``required`` or ``offered``; without it required as soon as there is an address, else offered
LOOKTHROUGH_IDLE_MINUTES   after how many minutes without a page a session is over (30)
LOOKTHROUGH_SESSION_HOURS  after how many hours it is over in any case (10, a working day)
LOOKTHROUGH_MAIL      ``smtp+tls://user:password@host:587`` (or ``smtp://``, ``smtps://``): hands notices to a mail server; else none leaves
LOOKTHROUGH_MAIL_FROM the address mails come from
LOOKTHROUGH_DEBUG     ``1`` for developers: error pages with source
"""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF

from lookthrough.project import environment

PACKAGE = Path(__file__).resolve().parents[1]
CHECKOUT = PACKAGE.parents[1]
HOME = environment.home(default=environment.usual_home(CHECKOUT))

SECRET_KEY = environment.secret_key(HOME)
DEBUG = os.environ.get("LOOKTHROUGH_DEBUG") == "1"
ORIGIN = environment.origin()
ALLOWED_HOSTS = environment.hosts(ORIGIN)
CSRF_TRUSTED_ORIGINS = [ORIGIN] if ORIGIN else []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "django_htmx",
    "lookthrough.offices",
    "lookthrough.audit",
    "lookthrough.evidence",
    "lookthrough.registry",
    "lookthrough.intake",
    "lookthrough.flows",
    "lookthrough.supervision",
    "lookthrough.risk",
    "lookthrough.cases",
    "lookthrough.cases.papers",
    "lookthrough.cases.determination",
    "lookthrough.cases.procedure",
    "lookthrough.cases.repayment",
    "lookthrough.cases.campaigns",
    "lookthrough.cases.petitions",
    "lookthrough.reports",
    "lookthrough.desk",
    "lookthrough.console",
    "lookthrough.portal",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "lookthrough.project.middleware.PrivateAnswers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "lookthrough.project.middleware.LanguageByCookie",
    "django.middleware.common.CommonMiddleware",
    "lookthrough.portal.limits.BodyLimit",
    "lookthrough.api.limits.BodyLimit",
    "django.middleware.csrf.CsrfViewMiddleware",
    "lookthrough.project.middleware.NoNul",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "lookthrough.console.sessions.Gate",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "lookthrough.project.urls"
WSGI_APPLICATION = "lookthrough.project.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "lookthrough.console.context.everywhere",
            ],
        },
    }
]

DATABASES = {"default": environment.database(HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Who may come in ---
AUTH_USER_MODEL = "offices.Officer"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "console:login"
LOGIN_REDIRECT_URL = "console:work"
LOGOUT_REDIRECT_URL = "console:login"

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "console/locked.html"
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True  # the trail says who came in
AXES_CLIENT_IP_CALLABLE = "lookthrough.console.sessions.axes_address"
AXES_USERNAME_CALLABLE = "lookthrough.console.sessions.axes_username"
SECOND_FACTOR = environment.second_factor(ORIGIN)

SESSION_IDLE_MINUTES = environment.whole_number("LOOKTHROUGH_IDLE_MINUTES", default=30, least=1, most=600)
SESSION_COOKIE_AGE = 60 * 60 * environment.whole_number("LOOKTHROUGH_SESSION_HOURS", default=10, least=1, most=24)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = ORIGIN is not None
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60

# --- What a browser may do with our pages ---
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = ORIGIN is not None
SECURE_REDIRECT_EXEMPT = ["^health/$"]  # asked on this machine, past the proxy; it says nothing of the office
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ORIGIN else None
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if ORIGIN else 0
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

# --- Mails: notices with number and link, nothing else ---
_MAIL = environment.mail()
EMAIL_HOST, EMAIL_PORT = _MAIL["EMAIL_HOST"], _MAIL["EMAIL_PORT"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL["EMAIL_HOST_USER"], _MAIL["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS, EMAIL_USE_SSL = _MAIL["EMAIL_USE_TLS"], _MAIL["EMAIL_USE_SSL"]
DEFAULT_FROM_EMAIL = _MAIL["DEFAULT_FROM_EMAIL"]
EMAIL_TIMEOUT = 20  # seconds

# --- Files of the pages: our own and the few from npm, each from its own folder and nothing else of it ---
STATIC_URL = "static/"
STATICFILES_DIRS = [
    (name, folder)
    for name, folder in {
        "echarts": CHECKOUT / "node_modules" / "echarts" / "dist",
        "htmx": CHECKOUT / "node_modules" / "htmx.org" / "dist",
    }.items()
    if folder.is_dir()
]
WHITENOISE_USE_FINDERS = True

# --- Language and time ---
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# No personal data in logs: paths without queries from the server, warnings and errors from the program
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"axes": {"level": "ERROR"}},
}
