"""Make recount.py: the counting modules as they stand, one below the other in one file, and what starts them.

Whoever reads the file reads the code that counted. It is made on request, always the same for the same modules:
nothing generated is kept anywhere.
"""

import ast
from functools import cache
from importlib.util import find_spec
from pathlib import Path

START = "votes.tally.recount.program"

HEAD = '''#!/usr/bin/env python3
"""Count the published box of a secret vote again; stand-alone, nothing but Python 3.11 or later.

    python3 -I recount.py box.json

Below stand the modules that counted the vote, word for word, then a few lines that start the last of them.
This program is part of Assemblage, free software under the GNU Affero General Public License, version 3 or later.
"""

import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec

MODULES = {}
'''

TAIL = '''

class Within(MetaPathFinder, Loader):
    """Finds modules within this file; the folders that hold them are empty packages."""

    def find_spec(self, name, path=None, target=None):
        if name in MODULES:
            return ModuleSpec(name, self)
        if any(module.startswith(name + ".") for module in MODULES):
            return ModuleSpec(name, self, is_package=True)
        return None

    def exec_module(self, module):
        source = MODULES.get(module.__name__, "")
        exec(compile(source, f"recount.py: {module.__name__}", "exec"), module.__dict__)


sys.meta_path.insert(0, Within())

if __name__ == "__main__":
    from START import main

    sys.exit(main(sys.argv[1:]))
'''.replace("START", START)


@cache
def build() -> str:
    """Write the program as one file of text."""
    parts = [_quoted(name, source) for name, source in sorted(_needed().items())]
    return HEAD + "".join(parts) + TAIL


def _needed() -> dict[str, str]:
    """The source of every module of ours that the program needs, found by following its imports."""
    found: dict[str, str] = {}
    waiting = [START]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = _source(name)
            waiting += _ours(found[name])
    return found


def _source(name: str) -> str:
    spec = find_spec(name)
    assert spec is not None and spec.origin is not None, f"{name} is not a module"
    return Path(spec.origin).read_text("utf-8")


def _ours(source: str) -> list[str]:
    """The modules of the house that a source imports; a name may be that of a module within a package."""
    found: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("votes"):
            continue
        inner = [f"{node.module}.{alias.name}" for alias in node.names]
        modules = [name for name in inner if _is_module(name)]
        found += modules or [str(node.module)]
    return found


def _is_module(name: str) -> bool:
    parent = find_spec(name.rpartition(".")[0])
    return (
        parent is not None and parent.submodule_search_locations is not None and find_spec(name) is not None
    )


def _quoted(name: str, source: str) -> str:
    """A module as a piece of text within another: as it stands, where its quotes allow that."""
    plain = "'''" not in source and source.endswith("\n")
    body = f"r'''{source}'''" if plain else repr(source)
    return f"\n\n# {'-' * 100}\nMODULES[{name!r}] = {body}\n"
