"""A compromised dependency: a package whose bytes are not those that were locked is not installed. Offline, with a wheel of our own."""

import base64
import hashlib
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAME = "harmless-1.0-py3-none-any.whl"
METADATA = "Metadata-Version: 2.1\nName: harmless\nVersion: 1.0\n"
WHEEL = "Wheel-Version: 1.0\nGenerator: by hand\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def wheel(folder, code):
    """Write a wheel with one module; return its hash. Whatever the code, its own RECORD agrees with it."""
    files = {
        "harmless.py": code,
        "harmless-1.0.dist-info/METADATA": METADATA,
        "harmless-1.0.dist-info/WHEEL": WHEEL,
    }
    record = "".join(f"{name},sha256={digest(text)},{len(text.encode())}\n" for name, text in files.items())
    record += "harmless-1.0.dist-info/RECORD,,\n"
    with zipfile.ZipFile(folder / NAME, "w") as packed:
        for name, text in {**files, "harmless-1.0.dist-info/RECORD": record}.items():
            packed.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), text)
    return hashlib.sha256((folder / NAME).read_bytes()).hexdigest()


def digest(text):
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()


def installed_as():
    """The options with which the image and the Makefile install what is locked, as they are written there."""
    image = re.search(r"pip install (.*) -r ", (ROOT / "Dockerfile").read_text())[1].split()
    make = re.search(r"pip install (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)[1].split()
    assert set(image) <= set(make)
    return image


def install(folder, locked):
    """Install what is locked, as the image does, from a folder and nowhere else: whether it went in, and what was said."""
    (folder / "lock.txt").write_text(locked)
    command = [
        sys.executable, "-m", "pip", "install", "--disable-pip-version-check", "--no-index", "--find-links", str(folder), "--no-cache-dir",
        "--target", str(folder / "site"), *installed_as(), "-r", str(folder / "lock.txt"),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True)
    return done.returncode == 0 and (folder / "site/harmless.py").exists(), done.stdout + done.stderr


def test_what_is_locked_is_installed_and_one_byte_otherwise_is_not(tmp_path):
    locked = f"harmless==1.0 --hash=sha256:{wheel(tmp_path, 'SAFE = True')}\n"
    assert install(tmp_path, locked)[0]
    (tmp_path / "site/harmless.py").unlink()
    wheel(tmp_path, "SAFE = None")
    went_in, said = install(tmp_path, locked)
    assert not went_in
    assert "DO NOT MATCH THE HASHES" in said


def test_what_has_no_hash_is_not_installed(tmp_path):
    wheel(tmp_path, "SAFE = True")
    went_in, said = install(tmp_path, "harmless==1.0\n")
    assert not went_in
    assert "Hashes are required" in said


@pytest.mark.parametrize("name", ["base.txt", "test.txt"])
def test_every_package_of_a_lock_has_its_hash_and_one_version(name):
    lock = (ROOT / "requirements" / name).read_text()
    packages = re.split(r"\n(?=\S)", re.sub(r"(?m)^#.*\n?", "", lock).strip())
    assert len(packages) > 20
    for package in packages:
        assert re.match(r"[A-Za-z0-9._-]+(\[[a-z,]+\])?==\S+", package), package
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", package), package
