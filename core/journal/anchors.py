"""Seals that somebody outside has kept, as commands take them."""

from argparse import ArgumentTypeError

from django.core.management.base import CommandParser

from core.verdict import is_hex


def add_anchors(parser: CommandParser) -> None:
    """Let a command take fingerprints that are known from elsewhere: an option that may be given several times."""
    parser.add_argument(
        "--anchor", action="append", default=[], type=fingerprint, metavar="SEAL",
        help="a fingerprint that you kept outside this house: from a mail, minutes, a printed page",
    )  # fmt: skip


def fingerprint(text: str) -> str:
    """Read 64 hexadecimal digits; blanks and capitals, as paper has them, do not matter."""
    digits = "".join(text.split()).lower()
    if not is_hex(digits, 64):
        raise ArgumentTypeError(f"{text!r} is not a fingerprint: it has 64 digits, from 0 to f.")
    return digits
