"""Settings of the tests: the same house, on whatever database the run was given."""

import atexit
import os
import secrets
import shutil
import tempfile
from pathlib import Path

if "DATA_DIR" not in os.environ:
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="assemblage-test-")
    atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)
scratch = Path(os.environ["DATA_DIR"])
os.environ.setdefault("SECRET_KEY", secrets.token_hex(32))
os.environ.setdefault("DEMO", "1")

from config import starting  # noqa: E402

starting.made_for_tests = True

from config.database import SQLITE_PRAGMAS  # noqa: E402
from config.settings import *  # noqa: E402, F403
from config.settings import DATABASES, EMBEDDED, STORAGES, WATCHES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A test computes a code and types it: the half minute may turn in between.
MFA_TOTP_TOLERANCE = 1
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
# Files are looked for when they are asked for: listing them all anew for each client of a test takes longer than its pages.
WHITENOISE_AUTOREFRESH = True
if EMBEDDED:
    # A file, not memory: browser tests and threads open their own connections to it.
    DATABASES["default"]["TEST"] = {"NAME": str(scratch / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = f"{SQLITE_PRAGMAS} PRAGMA synchronous=OFF;"
else:
    # Threads of tests come and go: none may keep a connection to a database that is to be dropped.
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    # They make and drop their database, so they own it; `tests/test_roles.py` works as the site does.
    WATCHES.remove("governance.decisions.watch.of_role")
