"""Settings of the tests: the same house, on whatever database the run was given."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if "DATA_DIR" not in os.environ:
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="assemblage-test-")
    atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)
scratch = Path(os.environ["DATA_DIR"])
os.environ.setdefault("SECRET_KEY", "only for tests")
os.environ.setdefault("DEMO", "1")

from config.settings import *  # noqa: E402, F403
from config.settings import DATABASES, EMBEDDED, STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
if EMBEDDED:
    # A file, not memory: browser tests and threads open their own connections to it.
    DATABASES["default"]["TEST"] = {"NAME": str(scratch / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;"
    )
else:
    # Threads of tests come and go: none may keep a connection to a database that is to be dropped.
    DATABASES["default"]["CONN_MAX_AGE"] = 0
