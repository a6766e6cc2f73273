"""Entity tags (RFC 9110, section 8.8): to tell a client that what it has is still right."""

from __future__ import annotations

import hashlib
import re

from voltway.lib.problems import Changed

# etagc of RFC 9110: no space, quote or control inside the quotes.
_TAG = re.compile(r'\s*(?P<tag>(?:W/)?"[\x21\x23-\x7e\x80-\xff]*")\s*(?:,|$)|\s*,')


def etag(*parts: object, weak: bool = False) -> str:
    """A tag that changes when any part does; a part is taken by its `str`, so it must be the same in every process.

    Weak means the same in meaning and not byte for byte, such as before and after compression.
    """
    digest = hashlib.blake2b(digest_size=12)
    for part in parts:
        content = part if isinstance(part, bytes) else str(part).encode("utf-8", "surrogatepass")
        # The length keeps ("ab", "c") and ("a", "bc") apart.
        digest.update(b"%d:" % len(content))
        digest.update(content)
    return f'{"W/" if weak else ""}"{digest.hexdigest()}"'


def matches(if_none_match: str | None, tag: str) -> bool:
    """Whether a client that sent this If-None-Match has what `tag` names (weak comparison, as the header asks for).

    A header that is not a list of tags matches nothing, so the client gets the whole answer.
    """
    if not if_none_match:
        return False
    if if_none_match.strip() == "*":
        return True
    return tag.removeprefix("W/") in {listed.removeprefix("W/") for listed in _listed(if_none_match)}


def matches_strongly(if_match: str | None, tag: str) -> bool:
    """Whether the If-Match of a client that wants to change something names `tag`; a weak tag never does."""
    if not if_match:
        return False
    if if_match.strip() == "*":
        return True
    return not tag.startswith("W/") and tag in _listed(if_match)


def check_unchanged(if_match: str | None, if_none_match: str | None, tag: str | None) -> None:
    """Let a change pass whose client knows the state that it changes, or asks for no such care.

    `tag` is strong, and that of the state as it is inside the transaction that changes it; None: nothing is there.
    Raises Changed.
    """
    headers = {"ETag": tag} if tag else {}
    if if_match is not None and not (tag and matches_strongly(if_match, tag)):
        raise Changed("It is not in the state that If-Match names.", headers=headers)
    if tag and matches(if_none_match, tag):
        raise Changed("It is there, in a state that If-None-Match names.", headers=headers)


def _listed(header: str) -> list[str]:
    """The tags of a list; none at all if any of it can't be read."""
    place, found = 0, []
    while place < len(header):
        match = _TAG.match(header, place)
        if match is None:
            return []
        if match["tag"]:
            found.append(match["tag"])
        place = match.end()
    return found
