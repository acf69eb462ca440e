"""One settings file, read from the environment; its defaults run on a laptop with nothing else.

Without DATABASE_URL and REDIS_URL, Assemblage is *embedded*: one process, SQLite, its own runner.
With them it is the production shape: pages, sockets, worker and beat, side by side.
"""

import logging
import os
import secrets
from collections.abc import Collection
from pathlib import Path
from zoneinfo import available_timezones

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config import registries, starting
from config.database import database_from_url, sqlite
from config.limits import *  # noqa: F403 — settings as well: how often somebody may make the house work
from config.registries import *  # noqa: F403 — settings as well: what rooms are to each other
from config.servers import redis_url

BASE_DIR = Path(__file__).resolve().parent.parent


YES, NO = {"1", "true", "yes", "on", "oui"}, {"0", "false", "no", "off", "non"}


def text(name: str, default: str = "") -> str:
    """Read a variable; an empty one, as compose passes what .env leaves out, is as if it were not there."""
    return os.environ.get(name) or default


def flag(name: str, default: bool = False) -> bool:
    """Read a yes/no variable, whatever the case. Raises ImproperlyConfigured on anything else: it may keep a door."""
    answer = text(name, str(default)).strip().lower()
    if answer not in YES | NO:
        raise ImproperlyConfigured(f"{name} is yes or no, such as {int(default)}.")
    return answer in YES


def number(name: str, default: int) -> int:
    """Read a whole number. Raises ImproperlyConfigured on anything else."""
    try:
        return int(text(name, str(default)))
    except ValueError:
        raise ImproperlyConfigured(f"{name} is a whole number, such as {default}.") from None


def one_of(name: str, default: str, known: Collection[str], description: str) -> str:
    """Read one of some words. Raises ImproperlyConfigured on any other, saying what it should be."""
    if (value := text(name, default)) not in known:
        raise ImproperlyConfigured(f"{name} is {description}, such as {default}.")
    return value


def words(name: str, default: str = "") -> list[str]:
    """Read a comma-separated list."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


DATABASE_URL = text("DATABASE_URL")
REDIS_URL = redis_url(text("REDIS_URL"), text("REDIS_PASSWORD"))
EMBEDDED = not DATABASE_URL
DATA_DIR = Path(text("DATA_DIR", str(BASE_DIR / "var")))
DATA_DIR.mkdir(parents=True, exist_ok=True)


def secret_key() -> str:
    """Read SECRET_KEY; embedded, keep one of our own beside the database.

    Raises ImproperlyConfigured in production without SECRET_KEY: replicas must share it.
    """
    if key := os.environ.get("SECRET_KEY"):
        return key
    if not EMBEDDED:
        raise ImproperlyConfigured("Set SECRET_KEY: every process of this installation shares it.")
    file = DATA_DIR / "secret-key"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(50))
    return file.read_text().strip()


SECRET_KEY = secret_key()
# What signs the receipts of secret votes, 64 hexadecimal digits; drawn from the secret key where it is not set.
SIGNING_KEY = text("SIGNING_KEY")
DEBUG = flag("DEBUG")
# The demo organisation, with sign-in in one click and a readable mailbox, is for a laptop only:
# it must be asked for, and is refused beside a real database and at a public address.
DEMO = flag("DEMO", default=False)
# On which day of its year one moves in: january, june or september.
DEMO_CHAPTER = text("CHAPTER", "september")
ALLOWED_HOSTS = words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]" if EMBEDDED else "")
SITE_URL = text("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
# Whether somebody said so: else `serve` knows it better, by its port.
SITE_URL_IS_TOLD = bool(text("SITE_URL", ""))
SECURE = SITE_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SECURE else []
starting.look(
    address=SITE_URL, hosts=ALLOWED_HOSTS, embedded=EMBEDDED, demo=DEMO, debug=DEBUG,
    secret_key=SECRET_KEY, signing_key=SIGNING_KEY, address_is_set=SITE_URL_IS_TOLD,
)  # fmt: skip

INSTALLED_APPS = [
    "config",
    "core.journal",
    "core.outbox",
    "core.replays",
    "members.people",
    "members.shares",
    "members.joining",
    "members.imports",
    "votes.rounds",
    "votes.ballots",
    "votes.tellers",
    "votes.tally",
    "governance.code",
    "governance.circles",
    "governance.meetings",
    "governance.decisions",
    "governance.proxies",
    "governance.proposals",
    "governance.proposals.vote",
    "governance.notifications",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]
if DEMO:
    INSTALLED_APPS.insert(0, "demo")

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "config.middleware.content_security",
    "config.middleware.whole",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.middleware.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.middleware.Unkept",
    "config.middleware.Attested",
    "django.contrib.messages.middleware.MessageMiddleware",
    "config.legible.Legible",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "members.people.known.remembering",
    "config.middleware.Activity",
    "config.way_back.WayBack",
    "config.middleware.Refusals",
    "config.middleware.Limits",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["core.prose.lean.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "builtins": [
                "core.head",
                "core.places",
                "core.pictures.tags",
                "core.prose.tags",
                "core.replays.tags",
            ],
            "libraries": {
                "portal": "governance.portal.tags",
                "code": "governance.code.tags",
                "ballots": "votes.ballots.tags",
                "people": "members.people.tags",
            },
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "governance.home.context.house",
            ],
        },
    }
]

DATABASES = {
    "default": database_from_url(DATABASE_URL, pool=flag("DB_POOL"), password=text("DATABASE_PASSWORD"))
    if DATABASE_URL
    else sqlite(DATA_DIR / "assemblage.sqlite3")
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# The role that the site works with, which owns nothing; `manage.py upgrade` makes it, and runs as another.
APP_ROLE = text("APP_ROLE")
APP_PASSWORD = text("APP_PASSWORD")

CACHES = {
    "default": {"BACKEND": "config.cache.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # Swept, so its limit is only what a flood may fill between two sweeps.
    "kept": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "config_kept",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    },
}
# Keys of the cache, by their beginnings, that the database keeps while Redis is away: every limit,
# codes that were used, and what is dear to make again.
KEPT_WITHOUT_REDIS = ["allauth", "limit", "register-integrity"]
SESSION_ENGINE = "config.sessions"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrftoken"
KNOWN_COOKIE_NAME = "__Host-known" if SECURE else "known"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 60
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if SECURE else 0
# Subdomains and preload lists are for the owner of the domain to promise, not for one of its sites.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
# "no-referrer" would make browsers send "Origin: null" with our own forms, which CSRF refuses.
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# --- people -----------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home:mine"
ACCOUNT_ADAPTER = "members.people.adapter.Adapter"
ACCOUNT_SESSION_REMEMBER = True  # as long with a password as with a code; the list of sessions ends them
ACCOUNT_FORMS = {
    "login": "members.people.knocking.PasswordForm",
    "confirm_login_code": "members.people.knocking.CodeForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
# Longer than the ten minutes that mails to one address may be apart: a code that works is always there.
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
# How often is counted in members/people/strangers.py, by address and by place; a page may ask as often as that allows.
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = 1000
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGOUT_REDIRECT_URL = "portal:decisions"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "add_webauthn": "members.people.knocking.AddKeyForm",
    "edit_webauthn": "members.people.knocking.EditKeyForm",
    "signup_webauthn": "members.people.knocking.SignupKeyForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = True
MFA_TOTP_ISSUER = "Assemblage"
# Browsers allow passkeys on http only for this machine itself; elsewhere TLS is needed anyway.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = EMBEDDED and not SECURE
# A duty of staff counts in a session in which a second factor was shown; the demo lets anybody be anybody anyway.
SECOND_FACTOR = flag("SECOND_FACTOR", default=not DEMO)
USERSESSIONS_TRACK_ACTIVITY = True  # the list shows when; config.middleware.Activity notes it
ALLAUTH_TRUSTED_PROXY_COUNT = number("TRUSTED_PROXIES", 0 if EMBEDDED else 1)

# --- language and time ------------------------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
# The second one puts words of libraries right, where ours are others.
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale/libraries"]
USE_I18N = USE_TZ = True
TIME_ZONE = one_of("TZ_NAME", "Europe/Paris", available_timezones(), "the name of a time zone")
FORMAT_MODULE_PATH = ["config.formats"]

# --- files ------------------------------------------------------------------------------------
STATIC_URL = "static/"
# Embedded, files are served from where they are; in production, from where collectstatic put them.
STATIC_ROOT = None if EMBEDDED else Path(text("STATIC_ROOT", str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if EMBEDDED
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = EMBEDDED
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_HANDLERS = [
    "config.legible.Weighed",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- mail -------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = text("MAIL_FROM", "Assemblage <ne-pas-repondre@assemblage.example>")
EMAIL_HOST = text("SMTP_HOST")
EMAIL_PORT = number("SMTP_PORT", 587)
EMAIL_HOST_USER = text("SMTP_USER")
EMAIL_HOST_PASSWORD = text("SMTP_PASSWORD")
EMAIL_USE_TLS = flag("SMTP_STARTTLS", default=True)
EMAIL_TIMEOUT = 60  # seconds for the whole dialogue with the server, not for each of its answers
if EMAIL_HOST:
    EMAIL_BACKEND = "core.mail.smtp.Backend"
elif DEMO:
    EMAIL_BACKEND = "demo.mailbox.MailboxBackend"
elif EMBEDDED:
    # On the terminal of whoever started it, who wants to sign in; never in the log of a server.
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
else:
    EMAIL_BACKEND = "core.mail.nowhere.Backend"

# --- what rooms are to each other -----------------------------------------------------------------
# The mailbox of the demo goes with whoever is forgotten.
FORGETTING = [*(["demo.forgetting.Mailbox"] if DEMO else []), *registries.FORGETTING]

# --- background work in the production shape ----------------------------------------------------
CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_TASK_IGNORE_RESULT = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # it may be away for as long as it likes
# A broker that went without a word is given up after a while, and looked for again.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": 30,
    "socket_connect_timeout": 5,
    "socket_keepalive": True,
}
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {
        "handlers": ["console"],
        "level": one_of(
            "LOG_LEVEL", "WARNING", logging.getLevelNamesMapping(), "DEBUG, INFO, WARNING or ERROR"
        ),
    },
}
