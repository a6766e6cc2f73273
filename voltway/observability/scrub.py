"""Takes out of anything that is logged or reported what nobody may read there.

That is secrets, e-mails, the queries of addresses, and exact positions, which keep two decimals of a degree, about a
kilometre: enough to see what was asked for, too little to say by whom.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

SECRET: Final = "[secret]"  # noqa: S105 — what stands in its place
EMAIL: Final = "[e-mail]"
QUERY: Final = "[query]"
DECIMALS: Final = 2
# How much of one text, how many items of one collection, and how deep anything is looked at; the rest is left out.
LONGEST, LONGEST_TRACE, ITEMS, DEPTH = 2_000, 20_000, 100, 8

_STRONG = (
    r"pass(?:word|wd|phrase)|pwd|secret|token|api[_-]?key|authorization|cookie|csrf|credential|sessionid|signature|dsn"
)
_PERSONAL = r"e[_-]?mail|ip_address|remote_addr|forwarded_for|user_?name"
# What tells an exact position as whole numbers (voltway/lib/cells.py).
_PLACE = "cell|range"
_SECRET_NAME = re.compile(rf"{_STRONG}|{_PERSONAL}|(?:^|[_-])(?:key|auth|session|otp|{_PLACE})s?$", re.IGNORECASE)
_NAMED = rf"[\w-]{{0,40}}(?:{_STRONG})[\w-]{{0,40}}['\"]?\s{{0,3}}(?:=|:|%3D)\s{{0,3}}"
_BEFORE_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
# Every repetition has an end, so that no text takes long.
_PATTERNS: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    # Keys of the API.
    (re.compile(r"\bvw_[0-9a-f]{8}_[0-9a-f]{1,64}"), SECRET),
    # A user and password, which may hold slashes and "@", or a key, before the host of an address.
    (re.compile(r"://[^/\s@:'\"]{0,150}:[^\s'\"]{1,300}@"), f"://{SECRET}@"),
    (re.compile(r"://[^/\s@'\"]{1,300}@"), f"://{SECRET}@"),
    # What an address asks for: places, words that somebody searches, keys.
    (re.compile(r"\?[\w.~%\[\]-]{1,80}=[^\s'\"<>]{0,2000}"), f"?{QUERY}"),
    # All that follows a header of secrets, to the end of its line.
    (re.compile(r"\b((?:set-)?cookie|authorization)(['\"]?\s{0,3}:\s{0,3})[^\r\n]{1,2000}", re.I), rf"\1\2{SECRET}"),
    # In quotes to the one that closes them, else to the end of the word.
    (
        re.compile(
            rf"({_NAMED}b?(['\"]))(?:\\[^\r\n]|(?!\2)[^\\\r\n]){{1,2000}}",
            re.IGNORECASE,
        ),
        rf"\1{SECRET}",
    ),
    (
        re.compile(
            rf"({_NAMED}['\"]?)(?!b?['\"]?\[secret\])[^\s'\"&,;<>)}}\]]{{1,2000}}",
            re.IGNORECASE,
        ),
        rf"\1{SECRET}",
    ),
    (re.compile(r"(&(?:key|sig|code|auth)=)[^\s'\"&]{1,2000}", re.IGNORECASE), rf"\1{SECRET}"),
    (re.compile(r"\b(bearer|basic|api-key)\s{1,3}[\w.~+/=-]{8,2000}", re.IGNORECASE), rf"\1 {SECRET}"),
    (re.compile(r"[\w.+%-]{1,64}(?:@|%40)[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}"), EMAIL),
    (
        re.compile(
            rf"\b((?:{_PLACE})s?['\")]?\s{{0,3}}[=:]\s{{0,3}})[\[(]{{0,2}}\d[\d,\s()\[\]]{{7,2000}}(?<=[\d)\]])",
            re.IGNORECASE,
        ),
        rf"\1{SECRET}",
    ),
    # Not the parts of an IP address or a version, which have more than one dot.
    (re.compile(rf"(?<![\d.])(-?\d{{1,3}}(?:\.|%2E)\d{{{DECIMALS}}})\d{{1,40}}(?!\.?\d)", re.IGNORECASE), r"\1"),
    # With a decimal comma. Three digits after a comma are thousands.
    (re.compile(rf"(?<![\d.,])(-?\d{{1,3}},\d{{{DECIMALS}}})\d{{2,40}}(?![.,]?\d)"), r"\1"),
)
_known: list[str] = []


def remember(secrets: Iterable[str]) -> None:
    """Take these very words out wherever they stand: this site's own keys."""
    _known[:] = sorted({secret for secret in secrets if len(secret) >= 6}, key=len, reverse=True)


def is_secret(name: str) -> bool:
    """Whether what goes by this name is not for other eyes."""
    return _SECRET_NAME.search(_BEFORE_CAPITAL.sub("_", name)) is not None


def text(value: str, longest: int = LONGEST) -> str:
    """A text without secrets, e-mails and exact positions."""
    value = value[:longest]
    for secret in _known:
        value = value.replace(secret, SECRET)
    for pattern, instead in _PATTERNS:
        value = pattern.sub(instead, value)
    return value


def anything(value: Any, name: str = "", depth: int = DEPTH) -> Any:
    """The same for numbers, texts and what holds them; other objects become their texts."""
    if value is None or isinstance(value, bool | int):
        return SECRET if name and value not in (None, True, False) and is_secret(name) else value
    if name and is_secret(name):
        return SECRET
    if isinstance(value, float):
        return round(value, DECIMALS)
    if isinstance(value, Mapping | list | tuple | set | frozenset):
        return _inside(value, depth - 1) if depth else "…"
    return text(value if isinstance(value, str) else str(value))


def _inside(value: Any, depth: int) -> Any:
    if isinstance(value, Mapping):
        pairs = list(value.items())[:ITEMS]
        return {text(str(key)): anything(item, str(key), depth) for key, item in pairs}
    return [anything(item, "", depth) for item in list(value)[:ITEMS]]
