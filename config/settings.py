"""One settings file, read from the environment; its defaults run on a laptop with nothing else.

Without DATABASE_URL and REDIS_URL, Assemblage is *embedded*: one process, SQLite, its own runner.
With them it is the production shape: pages, sockets, worker and beat, side by side.
"""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config.database import database_from_url, sqlite

BASE_DIR = Path(__file__).resolve().parent.parent


def flag(name: str, default: bool = False) -> bool:
    """Read a yes/no variable: 1, true, yes and on are yes, whatever the case."""
    return os.environ.get(name, str(default)).strip().lower() in {"1", "true", "yes", "on"}


def words(name: str, default: str = "") -> list[str]:
    """Read a comma-separated list."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


DATABASE_URL = os.environ.get("DATABASE_URL", "")
REDIS_URL = os.environ.get("REDIS_URL", "")
EMBEDDED = not DATABASE_URL
DATA_DIR = Path(os.environ.get("DATA_DIR", BASE_DIR / "var"))
DATA_DIR.mkdir(parents=True, exist_ok=True)


def secret_key() -> str:
    """Read SECRET_KEY; embedded, keep one of our own beside the database.

    Raises ImproperlyConfigured in production without SECRET_KEY: replicas must share it.
    """
    if key := os.environ.get("SECRET_KEY"):
        return key
    if not EMBEDDED:
        raise ImproperlyConfigured("Set SECRET_KEY: every process of this installation shares it.")
    kept = DATA_DIR / "secret-key"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(50))
    return kept.read_text().strip()


SECRET_KEY = secret_key()
# What signs the receipts of secret votes, 64 hexadecimal digits; drawn from the secret key where it is not set.
SIGNING_KEY = os.environ.get("SIGNING_KEY", "")
DEBUG = flag("DEBUG")
# The demo organisation, with sign-in in one click and a readable mailbox, is for a laptop only:
# it must be asked for, or be the embedded default, and never happens beside a real database unasked.
DEMO = flag("DEMO", default=False)
# On which day of its year one moves in: january, june or september.
DEMO_CHAPTER = os.environ.get("CHAPTER", "september")
ALLOWED_HOSTS = words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]" if EMBEDDED else "")
SITE_URL = os.environ.get("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
SECURE = SITE_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SECURE else []

INSTALLED_APPS = [
    "config",
    "core.journal",
    "core.outbox",
    "members.people",
    "members.shares",
    "members.joining",
    "votes.rounds",
    "votes.ballots",
    "votes.tellers",
    "votes.tally",
    "governance.code",
    "governance.circles",
    "governance.decisions",
    "governance.proxies",
    "governance.proposals",
    "governance.notifications",
    "governance.exchange",
    "governance.exchange.imports",
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

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "config.middleware.content_security",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.middleware.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "config.middleware.Activity",
    "config.middleware.Refusals",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["core.pictures.tags", "core.prose.tags"],
            "libraries": {
                "portal": "governance.portal.tags",
                "code": "governance.code.tags",
                "ballots": "votes.ballots.tags",
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
    "default": database_from_url(DATABASE_URL, pool=flag("DB_POOL"))
    if DATABASE_URL
    else sqlite(DATA_DIR / "assemblage.sqlite3")
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {"BACKEND": "config.cache.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}
SESSION_ENGINE = (
    "django.contrib.sessions.backends.cached_db" if REDIS_URL else "django.contrib.sessions.backends.db"
)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrftoken"
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
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGOUT_REDIRECT_URL = "portal:decisions"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = True
MFA_TOTP_ISSUER = "Assemblage"
# Browsers allow passkeys on http only for this machine itself; elsewhere TLS is needed anyway.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = EMBEDDED and not SECURE
# Administrators need a second factor before the desk opens; the demo lets anybody be anybody anyway.
SECOND_FACTOR = flag("SECOND_FACTOR", default=not DEMO)
USERSESSIONS_TRACK_ACTIVITY = True  # the list shows when; config.middleware.Activity notes it
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXIES", "0" if EMBEDDED else "1"))

# --- language and time ------------------------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = os.environ.get("TZ_NAME", "Europe/Paris")
FORMAT_MODULE_PATH = ["config.formats"]

# --- files ------------------------------------------------------------------------------------
STATIC_URL = "static/"
# Embedded, files are served from where they are; in production, from where collectstatic put them.
STATIC_ROOT = None if EMBEDDED else Path(os.environ.get("STATIC_ROOT", BASE_DIR / "staticfiles"))
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

# --- mail -------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = os.environ.get("MAIL_FROM", "Assemblage <ne-pas-repondre@assemblage.example>")
EMAIL_HOST = os.environ.get("SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("SMTP_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("SMTP_PASSWORD", "")
EMAIL_USE_TLS = flag("SMTP_STARTTLS", default=True)
EMAIL_TIMEOUT = 20
if EMAIL_HOST:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
elif DEMO:
    EMAIL_BACKEND = "governance.exchange.mailbox.MailboxBackend"
else:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

# --- the journal's readers and the outbox's handlers (core knows them by name only) -------------
JOURNAL_READERS = ["governance.notifications.reader.wake", "governance.live.reader.announce"]
# What the code social says of shares; the register of shares stands below it and knows it by name only.
SHARE_RULES = "governance.code.shares.share_rules"
MEMBERSHIP_RULES = "governance.code.membership.membership_rules"
DECISION_NAMED = "governance.decisions.lookup.decision_named"
# Who may read what a round is about; rounds stand below proposals. Empty: whoever asks.
ROUND_READER = "governance.portal.access.may_read_round"
# What each room erases, and keeps, when somebody is forgotten; the person goes last.
FORGETTING = [
    "governance.exchange.forgetting.Mailbox",
    "governance.notifications.forgetting.Notices",
    "governance.proposals.forgetting.Proposals",
    "governance.circles.forgetting.Circles",
    "members.joining.forgetting.Joining",
    "members.shares.forgetting.Shares",
    "members.people.forgetting.People",
]
# Each errand runs in a lane: "decide" runs under the row's own lock, in one transaction;
# "send" takes a lease and talks to the outside world, so that a slow mail never delays a closing;
# "work" may last for minutes, and keeps its lease while it does.
ERRANDS = {
    "settle": ("decide", "governance.proposals.errands.settle"),
    "open_vote": ("decide", "governance.proposals.errands.open_vote"),
    "open_long": ("work", "governance.proposals.errands.open_long"),
    "sweep_box": ("work", "votes.ballots.secrecy.sweep"),
    "fan_out": ("send", "governance.notifications.errands.fan_out"),
    "remind": ("decide", "governance.notifications.errands.remind"),
    "deliver": ("send", "governance.notifications.errands.deliver"),
    "check_import": ("work", "governance.exchange.imports.actions.check"),
    "do_import": ("work", "governance.exchange.imports.actions.carry_out"),
    "forget_import": ("work", "governance.exchange.imports.actions.forget"),
}
# What nobody should ever find missing is looked for anyway, every half minute.
SWEEPS = ["governance.proposals.errands.sweep"]

# --- background work in the production shape ----------------------------------------------------
CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_TASK_IGNORE_RESULT = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
}
