"""Fetch the few third-party files that the pages and the tests carry, and record what they are.

python -m tools.vendor          (needs npm; only when a version changes)
"""

import hashlib
import json
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = [
    (
        "static/vendor",
        "htmx.org",
        "4.0.1",
        "0BSD",
        {"dist/htmx.min.js": "htmx.min.js", "LICENSE": "htmx-LICENSE.txt"},
    ),
    (
        "tests/vendor",
        "axe-core",
        "4.14.1",
        "MPL-2.0",
        {"axe.min.js": "axe.min.js", "LICENSE": "axe-LICENSE.txt"},
    ),
]


def pack(name: str, version: str, into: Path) -> dict[str, Any]:
    """Download one package; return npm's own description of it."""
    output = subprocess.run(
        ["npm", "pack", f"{name}@{version}", "--json", "--silent"],
        cwd=into,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    described = json.loads(output)
    # npm answers a list or an object keyed by name, by version.
    return described[0] if isinstance(described, list) else next(iter(described.values()))


def extract(archive: Path, files: dict[str, str], folder: Path) -> dict[str, str]:
    """Write the wanted files; return the SHA-256 of each."""
    folder.mkdir(parents=True, exist_ok=True)
    digests = {}
    with tarfile.open(archive) as bundle:
        for source, target in files.items():
            content = bundle.extractfile(f"package/{source}")
            assert content is not None, source
            data = content.read()
            (folder / target).write_bytes(data)
            digests[target] = hashlib.sha256(data).hexdigest()
    return digests


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        for folder, name, version, licence, files in PACKAGES:
            described = pack(name, version, Path(scratch))
            digests = extract(Path(scratch) / described["filename"], files, ROOT / folder)
            entry = {
                "name": name,
                "version": version,
                "licence": licence,
                "integrity": described["integrity"],
                "sha256": digests,
            }
            (ROOT / folder / "VENDOR.json").write_text(json.dumps([entry], indent=2) + "\n")


if __name__ == "__main__":
    main()
