"""Keeping stations: one by a star, or many from a browser or a file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from accounts.favourites import known
from accounts.favourites.rows import MAX_ADDRESS, MAX_TITLE, FavouriteRow, joined_note, read_line, read_row
from accounts.models import Favourite, User
from accounts.owner import Check, held, no_check
from stations.web import cards
from voltway.lib.batches import RowError, RowRefused, read_all
from voltway.lib.problems import Conflict, NotFound

MAX_FAVOURITES: Final = 1_000
_FULL: Final = f"{MAX_FAVOURITES:,} favourites are kept already; drop one first"


@dataclass(slots=True)
class Joined:
    """What became of rows: how many were added, got a longer note, were there already; those that were refused."""

    added: int = 0
    noted: int = 0
    unchanged: int = 0
    refused: list[RowError] = field(default_factory=list)


def keep_favourite(
    *, by: User, station: str, note: str | None, now: datetime, check: Check = no_check
) -> tuple[Favourite, bool]:
    """Keep a station and, unless it is None, its note. Gives the favourite, and whether it is new.

    Raises NotFound for a station that never was, Conflict where too many are kept.
    """
    with held(by):
        there = Favourite.objects.filter(user=by, station=station).first()
        check(there)
        if there is None:
            return _add(by, station, note or "", now), True
        if note is not None and note != there.note:
            there.note = note
            there.save(update_fields=["note"])
        return there, False


def drop_favourite(*, by: User, station: str, check: Check = no_check) -> None:
    """Keep a station no longer. Raises NotFound for one that isn't kept."""
    with held(by):
        there = Favourite.objects.filter(user=by, station=station).first()
        if there is None:
            raise NotFound("This station is not among your favourites.")
        check(there)
        there.delete()


def join_favourites(*, by: User, told: Iterable[Any], now: datetime) -> Joined:
    """Add favourites that a browser or a file tells of; notes of those that are kept already are joined.

    Doing it twice is doing it once. Each row that can't be kept is told with its number and the reason.
    """
    read = read_all(told, read_row)
    joined = Joined(refused=read.errors)
    documents = known.documents_of({row.station for _, row in read.good}, now=now)
    with held(by):
        kept = {one.station: one for one in Favourite.objects.filter(user=by)}
        book = _Book(by, kept, documents, now)
        for number, row in read.good:
            try:
                book.enter(row, joined)
            except RowRefused as refused:
                joined.refused.append(RowError(number, refused.rule, refused.at, refused.message))
        book.write()
    joined.refused.sort(key=lambda error: error.row)
    return joined


class _Book:
    """The favourites of one person while rows are entered."""

    def __init__(
        self, by: User, kept: dict[str, Favourite], documents: Mapping[str, dict[str, Any]], now: datetime
    ) -> None:
        self.by, self.kept, self.documents, self.now = by, kept, documents, now
        self.new: dict[str, Favourite] = {}
        self.noted: dict[str, Favourite] = {}

    def enter(self, row: FavouriteRow, joined: Joined) -> None:
        """Raises RowRefused."""
        there = self.kept.get(row.station)
        if there is None:
            self.new[row.station] = self.kept[row.station] = self._made(row)
            joined.added += 1
        elif (note := joined_note(there.note, row.note)) != there.note:
            there.note = note
            if row.station not in self.new:
                self.noted[row.station] = there
            joined.noted += 1
        else:
            joined.unchanged += 1

    def write(self) -> None:
        Favourite.objects.bulk_create(self.new.values(), batch_size=500)
        Favourite.objects.bulk_update(self.noted.values(), ["note"], batch_size=500)

    def _made(self, row: FavouriteRow) -> Favourite:
        if len(self.kept) >= MAX_FAVOURITES:
            raise RowRefused("limit", "", _FULL)
        document = self.documents.get(row.station)
        told = replace(row, **_facts(document)) if document else row
        if not told.title or told.latitude is None or told.longitude is None:
            raise RowRefused("not_found", "station", "no station has this id, and the row doesn't tell name and place")
        return Favourite(
            user=self.by,
            station=row.station,
            title=told.title,
            address=told.address,
            latitude=told.latitude,
            longitude=told.longitude,
            note=row.note,
            added_at=min(row.added_at or self.now, self.now),
        )


def _add(by: User, station: str, note: str, now: datetime) -> Favourite:
    document = known.documents_of([station], now=now).get(station)
    if document is None:
        raise NotFound("There is no station with this id.")
    if Favourite.objects.filter(user=by).count() >= MAX_FAVOURITES:
        raise Conflict(f"{_FULL}.")
    return Favourite.objects.create(user=by, station=station, note=note, added_at=now, **_facts(document))


def _facts(document: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": read_line(cards.title(document), MAX_TITLE),
        "address": read_line(cards.place(document), MAX_ADDRESS),
        "latitude": document["coordinates"]["latitude"],
        "longitude": document["coordinates"]["longitude"],
    }
