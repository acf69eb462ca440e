"""Make a program of modules of ours as they stand, one below the other in one file, and what starts the last of them.

Whoever reads the file reads the code that works here. It is made on request, always the same for the same modules:
nothing generated is kept anywhere. The modules may import one another and the standard library, nothing else.
"""

import ast
from functools import cache
from importlib.util import find_spec
from pathlib import Path

OURS = ("core", "members", "votes", "governance")

HEAD = '''#!/usr/bin/env python3
"""DESCRIPTION

Below stand the modules that do this on the server, word for word, then a few lines that start the last of them.
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
        exec(compile(source, module.__name__, "exec"), module.__dict__)


sys.meta_path.insert(0, Within())

if __name__ == "__main__":
    from START import main

    sys.exit(main(sys.argv[1:]))
'''


@cache
def build(start: str) -> str:
    """Write the program that runs `main(arguments)` of a module, as one file of text; it says what that module says of itself."""
    parts = [_quoted(name, source) for name, source in sorted(_needed(start).items())]
    description = ast.get_docstring(ast.parse(_source(start))) or ""
    return HEAD.replace("DESCRIPTION", description.rstrip()) + "".join(parts) + TAIL.replace("START", start)


def _needed(start: str) -> dict[str, str]:
    """The source of every module of ours that a program needs, found by following its imports."""
    sources: dict[str, str] = {}
    waiting = [start]
    while waiting:
        name = waiting.pop()
        if name not in sources:
            sources[name] = _source(name)
            waiting += _own_imports(sources[name])
    return sources


def _source(name: str) -> str:
    spec = find_spec(name)
    assert spec is not None and spec.origin is not None, f"{name} is not a module"
    return Path(spec.origin).read_text("utf-8")


def _own_imports(source: str) -> list[str]:
    """The modules of the house that a source imports; a name may be that of a module within a package."""
    imported: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.ImportFrom) or (node.module or "").split(".")[0] not in OURS:
            continue
        inner = [f"{node.module}.{alias.name}" for alias in node.names]
        modules = [name for name in inner if _is_module(name)]
        imported += modules or [str(node.module)]
    return imported


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
