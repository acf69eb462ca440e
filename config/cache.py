"""The cache: in Redis while it is there. Its absence is "not there", never an error and never a wait.

What must not be forgotten with it, the limits before all, is kept in the database meanwhile: limits that
were off would let anybody guess, and a lock that nobody can take would shut everybody out.
"""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any, TypeVar

from django.apps import apps
from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends import redis
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db.models.functions import Now
from redis import RedisError

from core import broker

Answer = TypeVar("Answer")
# Keys about which something was asked and not answered, by any thread of this process.
_unsure: set[str] = set()


class Client(redis.RedisCacheClient):
    """Keeps the clients it made, safe to share between threads: a new one costs a tenth of a millisecond."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._clients: dict[Any, Any] = {}

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        """Lend the client of the server that `key` is read from or written to."""
        pool = self._get_connection_pool(write)  # type: ignore[attr-defined]
        if pool not in self._clients:
            self._clients[pool] = self._client(connection_pool=pool)  # type: ignore[attr-defined]
        return self._clients[pool]


class ThereOrNot(redis.RedisCache):
    """Django's, with that client, and with little patience."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, {**params, "OPTIONS": {**broker.options(), **params.get("OPTIONS", {})}})
        self._class = Client


class RedisCache(BaseCache):
    """Asks Redis; while it is away, the database for what must be kept, and nobody for the rest."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self.redis = ThereOrNot(server, params)

    def _ask(self, key: str, question: Callable[[BaseCache], Answer], absent: Answer) -> Answer:
        if broker.presence.known():
            try:
                return question(self.redis)
            except RedisError as problem:
                _unsure.add(key)
                broker.presence.missed(problem)
        return question(caches["kept"]) if self._is_kept_without_redis(key) else absent

    def _is_kept_without_redis(self, key: str) -> bool:
        return key.startswith(tuple(settings.KEPT_WITHOUT_REDIS))

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        # Nobody else has it either: whoever asks for a lock gets it.
        return self._ask(key, lambda cache: cache.add(key, value, timeout, version), True)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self._ask(key, lambda cache: cache.get(key, default, version), default)

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._ask(key, lambda cache: cache.set(key, value, timeout, version), None)

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._ask(key, lambda cache: cache.touch(key, timeout, version), False)

    def delete(self, key: str, version: int | None = None) -> bool:
        return self._ask(key, lambda cache: cache.delete(key, version), False)

    def has_key(self, key: str, version: int | None = None) -> bool:
        return self._ask(key, lambda cache: cache.has_key(key, version), False)

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Add to a number. Raises ValueError when it is not there, as Django's caches do."""
        number = self._ask(key, lambda cache: cache.incr(key, delta, version), None)
        if number is None:
            raise ValueError(f"Key {key!r} not found")
        return number

    def get_many(self, keys: Iterable[str], version: int | None = None) -> dict[str, Any]:
        keys = list(keys)
        return self._ask("", lambda cache: cache.get_many(keys, version), {})

    def set_many(
        self, data: Mapping[str, Any], timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> list[str]:
        values = dict(data)
        return self._ask("", lambda cache: cache.set_many(values, timeout, version), list(values))

    def delete_many(self, keys: Iterable[str], version: int | None = None) -> None:
        keys = list(keys)
        self._ask("", lambda cache: cache.delete_many(keys, version), None)

    def clear(self) -> None:
        """Forget everything, wherever it is kept just now."""
        self._ask(settings.KEPT_WITHOUT_REDIS[0], lambda cache: cache.clear(), None)


def _take_back() -> None:
    """Drop what a server that stood still may have done on waking, of what nobody waited for: a lock, before all."""
    cache = caches["default"]
    if isinstance(cache, RedisCache) and (keys := list(_unsure)):
        with suppress(RedisError):
            cache.redis.delete_many(keys)
            _unsure.difference_update(keys)


# Once for the process: each of its threads has a cache of its own.
broker.presence.on_return(_take_back)


def forget_expired() -> int:
    """A sweep: forget what was kept in the database and has expired; addresses of people are among it."""
    apps.get_model("config", "Kept").objects.filter(expires__lt=Now()).delete()
    return 0
