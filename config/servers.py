"""Where the servers are: the addresses of the environment, read, or refused with what to do instead."""

from urllib.parse import SplitResult, quote, urlsplit

from django.core.exceptions import ImproperlyConfigured

REDIS = {"redis", "rediss"}


def address(name: str, url: str, shape: str) -> SplitResult:
    """Read the URL of a variable. Raises ImproperlyConfigured on one that cannot be read, without repeating it.

    A password pasted into it is where it goes wrong: in /, ? or # of a random one, the address seems to end.
    """
    try:
        parts = urlsplit(url)
        readable = parts.port is None or parts.port > 0
    except ValueError:
        readable = False
    else:
        readable = readable and not parts.fragment and "@" not in parts.path + parts.query
    if not readable or any(letter.isspace() for letter in url):
        password = name.replace("_URL", "_PASSWORD")
        raise ImproperlyConfigured(
            f"{name} cannot be read. It looks like {shape}. A password with signs such as / ? # in it does not "
            f"fit there: leave it out of {name}, and put it as it is into {password}."
        )
    return parts


def redis_url(url: str, password: str = "") -> str:
    """Return the URL of Redis with its password in it, however that is spelt; nothing where there is no Redis."""
    if not url:
        return ""
    parts = address("REDIS_URL", url, "redis://host:port/0")
    if parts.scheme not in REDIS or not parts.hostname:
        raise ImproperlyConfigured("REDIS_URL looks like redis://host:port/0, or rediss:// for TLS.")
    if not password:
        return url
    host = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=f"{parts.username or ''}:{quote(password, safe='')}@{host}").geturl()
