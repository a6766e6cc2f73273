"""Which operators, feeds, stations and sites anybody knows: what a place may be asked for by."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from hashlib import blake2b

from analytics.insights.place import RunBy, feeds
from analytics.models import ALL, SessionDay
from stations.documents.identity import operator_key
from stations.models import Operator, Source, Station
from voltway.lib.text import slug


class Known:
    """Looked up for one request, and each list once."""

    @cached_property
    def operators(self) -> Mapping[str, RunBy]:
        """Operators of sessions by slug, in the order of their names."""
        told = SessionDay.objects.filter(station=ALL, site="").exclude(operator="").order_by()
        return {one.slug: one for one in _by_slug(told.values_list("operator", flat=True).distinct())}

    @cached_property
    def feeds(self) -> Sequence[str]:
        """Feeds of sessions."""
        return feeds()

    def run_by(self, slugs: Iterable[str]) -> dict[str, RunBy]:
        """Operators by slug: those of sessions, and those of stations of which no session is known."""
        asked = list(slugs)
        if not asked:
            return {}
        names = dict(Operator.objects.filter(slug__in=asked).values_list("slug", "name"))
        told = {one: self.operators[one].names if one in self.operators else () for one in asked}
        return {
            one: RunBy(one, told[one] if one not in names or names[one] in told[one] else (*told[one], names[one]))
            for one in asked
            if told[one] or one in names
        }

    def sources(self, uids: Sequence[str]) -> set[str]:
        """Those of which sessions or stations were read."""
        return (
            set(self.feeds) | set(Source.objects.filter(uid__in=uids).values_list("uid", flat=True)) if uids else set()
        )

    def stations(self, ids: Sequence[str]) -> set[str]:
        """Those that are or were there."""
        there = set(Station.objects.filter(public_id__in=ids).values_list("public_id", flat=True)) if ids else set()
        gone = [one for one in ids if one not in there]
        told = SessionDay.objects.filter(station__in=gone).order_by().values_list("station", flat=True)
        return there | set(told.distinct()) if gone else there

    def sites(self, named: Sequence[str]) -> set[str]:
        """Those of sessions at no station of ours."""
        told = SessionDay.objects.filter(station="", site__in=named).order_by().values_list("site", flat=True)
        return set(told.distinct()) if named else set()


def _by_slug(names: Iterable[str]) -> list[RunBy]:
    """All spellings of an operator together, by the slug that stations have for it."""
    keys = {name: operator_key(name) for name in sorted(names)}
    ours = dict(Operator.objects.filter(key__in=set(keys.values())).values_list("key", "slug"))
    told: defaultdict[str, list[str]] = defaultdict(list)
    for name, key in keys.items():
        told[ours.get(key) or slug(name) or _unspelled(key)].append(name)
    return [RunBy(one, tuple(spelled)) for one, spelled in told.items()]


def _unspelled(key: str) -> str:
    """A slug for a name without a letter of ASCII: always the same one, whatever other names there are."""
    return f"operator-{blake2b(key.encode(), digest_size=4).hexdigest()}"
