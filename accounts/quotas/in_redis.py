"""Counts in Redis: minute and day in one script, so that nothing comes between looking and counting."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from django.conf import settings
from redis.exceptions import RedisError

from accounts.quotas.used import Ask, CountersAway, Limit, Used
from voltway.lib.caching import guarded

_MINUTE_S, _DAY_S = 120, 2 * 86_400
_NOT_ASKED, _NOT_KNOWN = "-1", -1
# Answers (what is over: 0 nothing, 1 minute, 2 day, 3 the day's count is not known; minute; day).
_SCRIPT: Final = """
local per_minute, per_day, seed = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local minute, day = -1, tonumber(redis.call('get', KEYS[2]) or '-1')
if per_minute >= 0 then
  minute = tonumber(redis.call('get', KEYS[1]) or '0')
  if minute >= per_minute then return {1, minute, day} end
end
if per_day >= 0 and day < 0 then
  if seed < 0 then return {3, minute, day} end
  day = seed
  redis.call('set', KEYS[2], day, 'EX', ARGV[5])
end
if per_minute >= 0 then
  minute = redis.call('incr', KEYS[1])
  if minute == 1 then redis.call('expire', KEYS[1], ARGV[4]) end
end
if per_day >= 0 then
  if day >= per_day then return {2, minute, day} end
  day = redis.call('incr', KEYS[2])
end
return {0, minute, day}
"""
_OVER: Final = {0: None, 1: Limit.MINUTE, 2: Limit.DAY}
_script: list[Any] = []


def is_used() -> bool:
    """Whether settings name a Redis."""
    return bool(settings.CONFIG.redis_url)


def count(name: str, ask: Ask, *, minute: int, day: date, known: Callable[[], int]) -> Used:
    """Count a request. `known` tells what is known of the day where Redis knows nothing. Raises CountersAway."""
    keys = [f"voltway:limit:{name}:{minute}", f"voltway:limit:{name}:{day:%Y%m%d}"]
    over, *used = _run(keys, ask, _NOT_KNOWN)
    if over not in _OVER:
        over, *used = _run(keys, ask, known())
    minutes, days = (number if number >= 0 else None for number in used)
    return Used(minutes, days, _OVER[over])


def _run(keys: list[str], ask: Ask, seed: int) -> list[int]:
    limits = [_NOT_ASKED if limit is None else limit for limit in (ask.per_minute, ask.per_day)]
    try:
        client = guarded.counting(settings.CONFIG.redis_url)
        if not _script:
            _script.append(client.register_script(_SCRIPT))
        answer = _script[0](keys=keys, args=[*limits, seed, _MINUTE_S, _DAY_S], client=client)
        return [int(number) for number in answer]
    except (RedisError, OSError) as error:
        raise CountersAway from error
