"""The caches that settings name: the process's memory, and Redis behind it by `REDIS_URL`."""

from typing import Any, Final

from voltway.config import Config

MEGABYTE: Final = 1_000_000


def caches(config: Config) -> dict[str, Any]:
    """`CACHES`. What is kept there by Django's own API is small: pages and answers go through `voltway.lib.caching`."""
    if not config.redis_url:
        return {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    return {
        "default": {
            "BACKEND": "django_redis.cache.RedisCache",
            "LOCATION": config.redis_url,
            "KEY_PREFIX": "voltway",
            "OPTIONS": {
                # What an unwell Redis holds is not there; nothing that it holds is unpickled.
                "IGNORE_EXCEPTIONS": True,
                "SERIALIZER": "voltway.lib.caching.sealed.Serializer",
                "CONNECTION_POOL_CLASS": "voltway.lib.caching.guarded.GuardedPool",
            },
        }
    }
