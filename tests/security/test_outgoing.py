"""This house asks nobody else on the network: no address that somebody typed is ever fetched, from any room."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("config", "core", "members", "votes", "governance", "demo")
# Whatever opens a connection, by the name under which it is imported.
ASKING = {"urllib.request", "http.client", "requests", "httpx", "aiohttp", "urllib3", "ftplib", "smtplib", "socket", "xmlrpc", "telnetlib", "webbrowser"}  # fmt: skip
# The mail server and Redis, which settings name; a container's own port; the name of this machine.
MAY = {
    "core/mail/smtp.py": {"smtplib"},
    "config/management/commands/healthy.py": {"urllib.request"},
    "core/outbox/watch.py": {"socket"},
}


def imported(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def test_no_room_opens_a_connection_to_anybody_else():
    found = {}
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            asks = {name for name in imported(path) if name in ASKING or name.split(".")[0] in ASKING}
            if asks:
                found[path.relative_to(ROOT).as_posix()] = asks
    assert found == MAY


def test_a_paper_fetches_nothing():
    """typst reads files of ours alone, below one folder, and packages of none."""
    for template in (ROOT / "templates/pdf").glob("*.typ"):
        text = template.read_text()
        assert "@preview" not in text
        assert "http" not in text
        assert "eval(" not in text
    assert "root=str(root)" in (ROOT / "core/paper.py").read_text()


def test_a_browser_is_told_to_ask_nobody_else_either():
    from config.middleware import POLICY

    allowed = {part.split()[0]: part.split()[1:] for part in POLICY.split("; ")}
    assert allowed["default-src"] == ["'none'"]
    assert {source for sources in allowed.values() for source in sources} <= {"'none'", "'self'", "data:"}
    assert allowed["script-src"] == allowed["connect-src"] == allowed["form-action"] == ["'self'"]
