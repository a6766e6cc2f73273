"""Stations that operators send themselves: a source for each of them, without a file to fetch."""

from functools import cache
from hashlib import sha256

from stations.models import Source
from stations.sources.base import Feed, Licence
from voltway.lib.text import fold, slug

PREFIX = "own-"
_LONGEST_UID = 40
_DIGEST = 12


class OwnFeed(Feed):
    """What an operator sends. Each row may say its own licence; one that does not may not be passed on."""

    homepage = ""
    licence = Licence("Not stated", open=None)
    # A request brings what its sender wants changed, never the whole.
    whole = False


def uid_of(owner: str) -> str:
    """The uid of an operator's own source, by the operator's name; "" for a name without a letter or digit."""
    word = slug(owner)[: _LONGEST_UID - len(PREFIX)].strip("-")
    if not word and any(map(str.isalnum, owner)):
        # No letter of it is a Latin one.
        word = sha256(fold(owner).encode()).hexdigest()[:_DIGEST]
    return f"{PREFIX}{word}" if word else ""


@cache
def feed_of(uid: str, owner: str) -> Feed:
    """The source of that uid, which belongs to that operator."""
    facts = {"uid": uid, "title": owner, "publisher": owner, "attribution": f"© {owner}"}
    feed: Feed = type("Own", (OwnFeed,), facts)()
    return feed


def own_feeds() -> dict[str, Feed]:
    """The sources of all operators who have sent something, by uid."""
    rows = Source.objects.filter(uid__startswith=PREFIX).values_list("uid", "owner").order_by("uid")
    return {uid: feed_of(uid, owner) for uid, owner in rows}
