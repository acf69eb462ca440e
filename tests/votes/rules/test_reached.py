"""Every public rule is reached from the product: what only a test calls is no rule of this house."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
ROOMS = ("config", "core", "members", "votes", "governance", "demo")
RULES = [*sorted((ROOT / "votes/rules").glob("*.py")), ROOT / "governance/proxies/voices.py"]


def test_every_public_name_of_the_rules_is_used_by_the_product():
    texts = {path: path.read_text() for room in ROOMS for path in (ROOT / room).rglob("*.py")}
    unused = []
    for module in RULES:
        for node in ast.parse(texts[module]).body:
            if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.name.startswith("_"):
                continue
            word = re.compile(rf"\b{node.name}\b")
            # Its own module names it once where it is defined.
            elsewhere = sum(bool(word.search(text)) for path, text in texts.items() if path != module)
            if not elsewhere and len(word.findall(texts[module])) < 2:
                unused.append(f"{module.stem}.{node.name}")
    assert unused == []
