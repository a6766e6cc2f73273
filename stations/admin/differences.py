"""What a run would do, did, or what its undo will do, in the words of the console."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from stations.models import Station

_WOULD: Final[Mapping[str, str | Promise]] = {
    "vanished": _("would vanish"),
    "new": _("would be new"),
    "changed": _("would change"),
    "returned": _("would come back"),
}
_UNDONE: Final[Mapping[str, str | Promise]] = {
    "vanished": _("come back"),
    "new": _("go"),
    "changed": _("are as before"),
    "returned": _("vanish again"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One kind of change. `rest` counts the stations of other regions or operators than those that are named."""

    words: str | Promise
    count: int | None
    regions: list[tuple[str, int]]
    regions_rest: int
    operators: list[tuple[str, int]]
    operators_rest: int
    # Stations with the address of their page in the console; those that are not there have none.
    sample: list[dict[str, Any]]


def shown_parts(difference: Mapping[str, Any], *, undone: bool = False) -> list[Shown]:
    """The kinds in the order of what drivers would miss most; one query for all stations that are named."""
    words = _UNDONE if undone else _WOULD
    parts = [(kind, difference[kind]) for kind in words if kind in difference]
    pages = _pages([one["id"] for _kind, part in parts for one in part["sample"]])
    return [_shown(words[kind], part, pages) for kind, part in parts]


def _shown(words: str | Promise, part: Mapping[str, Any], pages: Mapping[str, str]) -> Shown:
    regions, operators = part.get("regions", []), part.get("operators", [])
    return Shown(
        words=words,
        count=part["count"],
        regions=regions,
        regions_rest=_rest(part["count"], regions),
        operators=operators,
        operators_rest=_rest(part["count"], operators),
        sample=[{**one, "address": pages.get(one["id"], "")} for one in part["sample"]],
    )


def _rest(count: int | None, named: list[tuple[str, int]]) -> int:
    return count - sum(number for _name, number in named) if count and named else 0


def _pages(public_ids: list[str]) -> dict[str, str]:
    rows = Station.objects.filter(public_id__in=public_ids).values_list("public_id", "pk")
    return {public_id: reverse("admin:stations_station_change", args=[pk]) for public_id, pk in rows}
