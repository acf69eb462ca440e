"""What must not start: settings that would open the house to everybody. Every process asks, because each reads its settings."""

import ipaddress
import re
from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.http.request import validate_host

SHORTEST = 32  # signs: 128 bits, if each is one of sixteen
FEWEST = 8  # different ones
# Nobody draws these by chance; they stand in examples, in templates of projects and in hurried hands.
KNOWN = (
    "insecure", "secret", "changeme", "change-me", "change_me", "changez", "password", "passw0rd", "motdepasse",
    "mot-de-passe", "example", "exemple", "default", "replace", "placeholder", "assemblage", "qwerty", "azerty",
    "123456", "abcdef", "letmein",
)  # fmt: skip
NEAR = [
    ipaddress.ip_network(network)
    for network in (
        "127.0.0.0/8",
        "::1/128",
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "fc00::/7",
        "fe80::/10",
    )
]
# As requests may say it: a name in other letters is written as browsers send it, beginning with xn--.
HOST = re.compile(r"\.?[a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:.]+\]", re.IGNORECASE)
# True in the houses that tests serve, whose database is made for the run. No variable of the environment
# says so, and the tests are not in the image.
made_for_tests = False


def look(
    *,
    address: str,
    hosts: list[str],
    embedded: bool,
    demo: bool,
    debug: bool,
    secret_key: str,
    signing_key: str,
    address_is_set: bool = True,
) -> None:
    """Go on, or raise ImproperlyConfigured with one sentence: what is wrong, and what to do.

    `told`: somebody said at which address the house is found.
    """
    public = not embedded or is_public(address) or any(is_public(f"http://{host}") for host in hosts)
    wrong = [
        *of_names(address, hosts),
        *(of_demo(address, hosts, embedded=embedded) if demo else ()),
        *(of_the_open(address, hosts, debug=debug) if public else ()),
        *(of_key("SECRET_KEY", secret_key) if public else ()),
        *(of_signing_key(signing_key) if signing_key else ()),
        *(of_the_name(address, hosts) if address_is_set and not embedded and not made_for_tests else ()),
    ]
    for sentence in wrong:
        raise ImproperlyConfigured(sentence)


def of_names(address: str, hosts: list[str]) -> Iterator[str]:
    """What is wrong with the names under which the house is reached: requests and links in mails depend on them."""
    try:
        parts = urlsplit(address)
        right = (
            parts.scheme in {"http", "https"}
            and parts.hostname
            and not (parts.path or parts.query or parts.username)
        )
        right = right and (parts.port is None or parts.port > 0)
    except ValueError:
        right = False
    if not right:
        yield "SITE_URL is where people find this house, such as https://decisions.example: with https://, and nothing behind the name."
    for host in hosts:
        if host != "*" and not HOST.fullmatch(host):
            yield f"ALLOWED_HOSTS holds names of hosts, such as decisions.example: {host} is none. Leave out https:// and the port."


def of_the_name(address: str, hosts: list[str]) -> Iterator[str]:
    """That people would be refused where mails lead them."""
    if "*" not in hosts and not validate_host(_name(address), hosts):
        yield (
            f"ALLOWED_HOSTS does not name the host of SITE_URL, and whoever follows a mail would be refused: "
            f"say ALLOWED_HOSTS={_name(address)}."
        )


def of_demo(address: str, hosts: list[str], *, embedded: bool) -> Iterator[str]:
    """What a demo must not stand beside: real data, or the world."""
    if not embedded and not made_for_tests:
        yield (
            "DEMO=1 lets anybody be anybody, and DATABASE_URL names a real database: leave DEMO out, "
            "or leave DATABASE_URL out to try the demo in a database of its own."
        )
    if is_public(address):
        yield (
            "DEMO=1 lets anybody be anybody, and SITE_URL is a public address: leave DEMO out, "
            "or leave SITE_URL out to try the demo on this machine."
        )
    own_hosts = [
        host for host in hosts if _is_this_machine(host) or _name(f"http://{host}") == _name(address)
    ]
    if len(own_hosts) < len(hosts):
        yield (
            "DEMO=1 lets anybody be anybody, and ALLOWED_HOSTS names more than this machine and the address in SITE_URL: "
            "leave ALLOWED_HOSTS out, or say in SITE_URL at which address of this room the demo is shown."
        )


def of_listening(host: str, address: str) -> str:
    """Why a demo does not listen at an address of this machine; nothing when it may.

    Whoever reaches it says themselves which name they came by: names alone keep nobody out.
    """
    if _is_this_machine(f"[{host}]" if ":" in host else host) or not _is_this_machine(_name(address)):
        return ""
    return (
        "DEMO=1 lets anybody be anybody, and --host opens it to others: leave --host out, "
        "or say in SITE_URL at which address of this room the demo is shown."
    )


def of_the_open(address: str, hosts: list[str], *, debug: bool) -> Iterator[str]:
    """What must be switched off in a house that strangers can reach."""
    if debug and is_public(address):
        yield "DEBUG=1 shows what is inside to whoever makes an error happen, and SITE_URL is a public address: leave DEBUG out."
    if debug and any(is_public(f"http://{host}") for host in hosts):
        yield "DEBUG=1 shows what is inside to whoever makes an error happen, and ALLOWED_HOSTS names a public address: leave DEBUG out."
    if "*" in hosts:
        yield (
            "ALLOWED_HOSTS=* answers to any name, and lets pages of other sites listen here: "
            "name this site alone, such as decisions.example."
        )


def of_key(name: str, key: str) -> Iterator[str]:
    """Why a key may be guessed; nothing when it looks drawn by chance. The key itself is never repeated."""
    if weakness := _weakness(key):
        yield f"{name} {weakness}, and whoever guesses it can sign in as anybody: make one with `openssl rand -hex 32`."


def of_signing_key(key: str) -> Iterator[str]:
    """Why a key that signs receipts cannot be used."""
    if len(key) != 64 or not set(key) <= set("0123456789abcdefABCDEF"):
        yield "SIGNING_KEY is 64 hexadecimal digits: make one with `openssl rand -hex 32`, or leave it out."
    elif weakness := _weakness(key):
        yield f"SIGNING_KEY {weakness}, and whoever guesses it can sign receipts: make one with `openssl rand -hex 32`."


def _weakness(key: str) -> str:
    if len(key) < SHORTEST:
        return f"is shorter than {SHORTEST} signs"
    if any(word in key.lower() for word in KNOWN):
        return "holds a word that others try first"
    if len(set(key)) < FEWEST or _repeats(key) or _counts(key):
        return "repeats itself"
    return ""


def _repeats(key: str) -> bool:
    """Whether it is one shorter thing, over and over."""
    return any(key == (key[:part] * len(key))[: len(key)] for part in range(1, len(key) // 2 + 1))


def _counts(key: str) -> bool:
    """Whether half of it only goes on: abcd, 9876, aaaa."""
    steps = sum(abs(ord(sign) - ord(next_sign)) <= 1 for sign, next_sign in pairwise(key))
    return 2 * steps > len(key)


def is_public(address: str) -> bool:
    """Whether an address is one at which others come in."""
    return address.startswith("https://") or not _is_near(address)


def _name(address: str) -> str:
    """The host of an address; nothing where there is none to read."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _is_this_machine(host: str) -> bool:
    """Whether a host is this machine to itself, and to nobody else."""
    name = _name(f"http://{host}")
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost" or name.endswith(".localhost")


def _is_near(address: str) -> bool:
    """Whether an address is this machine's, or of the room it stands in."""
    host = _name(address)
    try:
        return any(ipaddress.ip_address(host) in network for network in NEAR)
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local"))
