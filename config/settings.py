"""One settings file, read from the environment; its defaults run on a laptop with nothing else.

Without DATABASE_URL and REDIS_URL, Assemblage is *embedded*: one process, SQLite, its own runner.
With them it is the production shape: pages, sockets, worker and beat, side by side.
"""

import logging
import os
import secrets
from collections.abc import Collection
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config import starting
from config.database import database_from_url, sqlite
from config.limits import *  # noqa: F403 — settings as well: how often somebody may make the house work
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
# Written once, whoever writes: the migrations put guards up, and somebody is told when one is missing.
APPEND_ONLY = ["journal_entry", "journal_seal", "decisions_decision", "shares_movement"]
# What stays as it was once it began, as `core.frozen.Freeze` has it; the migrations say the same.
FROZEN: dict[str, dict[str, Any]] = {
    "rounds_round": {
        "columns": (
            "subject",
            "title",
            "text",
            "text_sha256",
            "decision_type",
            "method",
            "paper",
            "rule",
            "articles",
            "edition",
            "electorate",
            "may_change",
            "secret",
            "persons",
            "by_college",
            "rehearsal",
            "by_hand",
            "may_extend",
            "closes_early",
            "second_call",
            "follows_id",
            "again",
            "lot_nonce",
            "roll_sha256",
            "public_key",
            "smallest",
            "frozen_format",
        ),
        "begun": "OLD.opened_at IS NOT NULL",
        "kept": "OLD.opened_at IS NOT NULL AND NOT OLD.rehearsal",
        "once": ("opened_at", "closed_at", "proclaimed_at", "cancelled_at"),
    },
    "rounds_voice": {"columns": ("round_id", "member_id", "college", "weight"), "once": ("enrolled",)},
    "tally_result": {
        "columns": ("round_id", "rehearsal", "adopted", "outcome", "sha256", "counted_at"),
        "kept": "NOT OLD.rehearsal",
    },
}
# Where a secret vote that is over might leave what people marked: these tables are given new files, in this order. A
# migration of each lets the site do so (`core.rewriting.MayBeRewritten`).
REWRITTEN = ["ballots_secretballot", "rounds_voice", "tellers_slip", "proxies_postalform"]
# What each seal of the journal holds beside its lines: where other chains stood at that moment.
SEALED_ALONG = {"register": "governance.decisions.lookup.head"}

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

# --- the journal's readers and the outbox's handlers (core knows them by name only) -------------
# What each room may record, and in which words it is told; rooms below come first.
JOURNAL_LINES = [
    "core.journal.lines",
    "members.people.lines",
    "members.shares.lines",
    "members.joining.lines",
    "members.imports.lines",
    "votes.rounds.lines",
    "votes.ballots.lines",
    "votes.tellers.lines",
    "votes.tally.lines",
    "governance.code.lines",
    "governance.circles.lines",
    "governance.meetings.lines",
    "governance.decisions.lines",
    "governance.proxies.lines",
    "governance.proposals.lines",
    "governance.proposals.vote.lines",
    "governance.assemblies.lines",
    "governance.notifications.lines",
]
JOURNAL_READERS = ["governance.notifications.reader.wake", "governance.live.reader.announce"]
# What the code social says of shares; the register of shares stands below it and knows it by name only.
SHARE_RULES = "governance.code.shares.share_rules"
# Whose name the registers keep; who sits in a circle is known above the register of people.
NAME_KEPT = "governance.circles.standing.name_is_kept"
MEMBERSHIP_RULES = "governance.code.membership.membership_rules"
# What else must hold before two rows become one person, or be noted of them, each a function of both.
MERGE_CHECKS = ["votes.rounds.merging.on_no_open_roll_twice", "votes.rounds.merging.note_who_was_enrolled"]
# What hangs on a meeting follows its changes; proxies, forms and attendance stand above meetings.
MEETING_FOLLOWED = "governance.proxies.actions.meeting_changes.follow"
DECISION_NAMED = "governance.decisions.lookup.decision_named"
# Who may read what a round is about; rounds stand below proposals. Empty: whoever asks.
ROUND_READER = "governance.portal.access.may_read_round"
# What else was sealed of a round, to compare it with; the register stands upstairs.
SEALED_COPIES = "governance.decisions.comparing.copies_of_round"
# What else goes as a secret vote ends, each a function of it that may be called again; its caller holds its lock.
FORGOTTEN_WITH_A_SECRET_VOTE = ["governance.proxies.actions.postal_forms.forget_marks"]
# What the register says of a round, for its published box, and the program that checks one against the other.
ROUND_SEAL = "governance.decisions.publishing.seal_of_round"
ROUND_REGISTER = "governance.decisions.publishing.register_of_round"
RECOUNT = "governance.decisions.recount"
# How proposals are decided; each way stands above them, or beside another.
PROPOSAL_WAYS = ["governance.proposals.vote.way.VOTE"]
# What each room erases, and keeps, when somebody is forgotten; the person goes last.
FORGETTING = [
    *(["demo.forgetting.Mailbox"] if DEMO else []),
    "governance.notifications.forgetting.Notices",
    "governance.proposals.vote.forgetting.Votes",
    "governance.proposals.forgetting.Proposals",
    "governance.circles.forgetting.Circles",
    "members.joining.forgetting.Joining",
    "members.shares.forgetting.Shares",
    "members.people.forgetting.People",
]
# Pages that rooms below lead to, by what they are for.
PLACES = {
    "applications": "joining:applications",
    "attendance": "meetings:attending",
    "decision": "portal:decision",
    "decisions": "portal:decisions",
    "desk": "home:desk",
    "follow": "portal:follow",
    "functioning": "portal:functioning",
    "leaving": "joining:leave",
    "letters": "notifications:letters",
    "meeting": "meetings:detail",
    "meetings": "meetings:index",
    "my_data": "home:data",
    "my_home": "home:mine",
    "my_space": "home:me",
    "new_exclusion": "joining:begin_exclusion",
    "new_import": "imports:new",
    "new_proposal": "proposals:new",
    "proofs": "portal:anchors",
    "proposal": "proposals:detail",
    "proposals": "proposals:index",
    "published_box": "tally:box",
    "secrecy": "portal:secrecy",
    "share_account": "shares:account",
    "vote": "proposals:of_round",
}
# Each errand runs in a lane: "decide" runs under the row's own lock, in one transaction;
# "code" takes a lease and sends what somebody waits for at the screen, before all other mail;
# "send" does the same for the rest of it, so that a slow mail never delays a closing;
# "work" may last for minutes, and keeps its lease while it does.
ERRANDS = {
    "settle": ("decide", "governance.proposals.vote.errands.settle"),
    "open_vote": ("decide", "governance.proposals.vote.errands.open_vote"),
    "open_long": ("work", "governance.proposals.vote.errands.open_long"),
    "sweep_box": ("work", "votes.tally.ending.forget"),
    "account_mail": ("code", "core.mail.actions.send"),
    "ask_mail_server": ("code", "core.mail.actions.ask_server"),
    "seal_journal": ("work", "governance.decisions.errands.seal_journal"),
    "anchor": ("work", "governance.decisions.errands.anchor"),
    "fan_out": ("send", "governance.notifications.errands.fan_out"),
    "remind": ("decide", "governance.proposals.vote.actions.leading.remind"),
    "deliver": ("send", "governance.notifications.errands.deliver"),
    "deliver_untold": ("send", "governance.notifications.errands.deliver"),
    "check_import": ("work", "members.imports.actions.processing.check"),
    "do_import": ("work", "members.imports.actions.processing.carry_out"),
    "forget_import": ("work", "members.imports.actions.processing.forget"),
}
# Of these no watch counts how many wait or fail.
UNTOLD_ERRANDS = {"deliver_untold"}
# What nobody should ever find missing is looked for anyway, every half minute.
SWEEPS = [
    "governance.proposals.vote.errands.sweep",
    "governance.decisions.errands.sweep",
    "votes.tally.ending.look",
    "votes.rounds.participation.renew",
    "core.mail.actions.look_at_server",
    "config.cache.forget_expired",
    "config.sessions.forget_expired",
    "core.replays.actions.forget_expired",
    "core.leftovers.forget_unnamed",
]

# What may be wrong, and is told to whoever administers: each gives sentences, none when all is well.
WATCHES = [
    "core.outbox.watch.of_lanes",
    "core.outbox.watch.of_clocks",
    "core.mail.watch.of_server",
    "core.mail.watch.of_addresses",
    "governance.decisions.watch.of_guards",
    "governance.decisions.watch.of_role",
    "governance.decisions.anchors.of_witnesses",
    "votes.tally.ending.of_secrecy",
    "core.space.of_space",
    "governance.live.watch.of_live",
]

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
