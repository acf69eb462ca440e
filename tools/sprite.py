"""Build static/img/sprite.svg from the icons that pages use.

    python -m tools.sprite          (needs npm; only when an icon is added to tools/icons.txt)

A line of icons.txt is an icon's name, or "ours = lucide's" where ours is shorter.
"""

import re
import tarfile
import tempfile
from pathlib import Path

from tools.vendor import ROOT, pack

LUCIDE = "1.62.0"
SYMBOL = (
    '<symbol id="i-{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
    'stroke-width="2" stroke-linecap="round" stroke-linejoin="round">{shapes}</symbol>'
)


def icon_names() -> dict[str, str]:
    """Read the list: our name → Lucide's."""
    names = {}
    for line in (ROOT / "tools/icons.txt").read_text().splitlines():
        if line := line.strip():
            ours, _, theirs = (part.strip() for part in line.partition("="))
            names[ours] = theirs or ours
    return names


def shapes(svg: str) -> str:
    """Keep what is drawn: the inside of the <svg>, on one line."""
    inside = re.search(r"<svg[^>]*>(.*)</svg>", svg, re.S)
    assert inside is not None
    return re.sub(r"\s+", " ", inside[1]).replace(" />", "/>").replace("> <", "><").strip()


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        described = pack("lucide-static", LUCIDE, Path(scratch))
        with tarfile.open(Path(scratch) / described["filename"]) as bundle:
            symbols = []
            for ours, theirs in sorted(icon_names().items()):
                icon = bundle.extractfile(f"package/icons/{theirs}.svg")
                assert icon is not None, theirs
                symbols.append(SYMBOL.format(name=ours, shapes=shapes(icon.read().decode())))
            licence = bundle.extractfile("package/LICENSE")
            assert licence is not None
            (ROOT / "static/img/lucide-LICENSE.txt").write_bytes(licence.read())
    sprite = '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"
    (ROOT / "static/img/sprite.svg").write_text(sprite)


if __name__ == "__main__":
    main()
