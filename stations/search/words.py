"""Text search: the words that are asked for, folded as the stored ones are, against the index of words."""

import re
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from django.db import connection

from voltway.lib.text import tokens

MAX_WORDS = 12
# So many stations or fewer are looked at one by one; more of them are told apart while their area is read.
FEW = 2_000
# An EVSE id as printed, with or without its separators (eMI3): one word, however it is written.
_EVSE_ID = re.compile(r"[A-Z]{2}[*-]?[A-Z0-9]{3}[*-]?E[A-Z0-9*-]{1,30}", re.IGNORECASE)


def words_of(text: str) -> tuple[str, ...]:
    """The words of a search text; each must begin a word of the station."""
    if _EVSE_ID.fullmatch(text.strip()) and any(character.isdigit() for character in text):
        return (text.strip().replace("*", "").replace("-", "").lower(),)
    words = dict.fromkeys(tokens(text))
    # What begins with "charge" begins with "cha" too.
    return tuple(word for word in words if not any(other != word and other.startswith(word) for other in words))


def condition(text: str, data_version: int) -> tuple[str, tuple[str, ...]]:
    """SQL that holds for stations (alias `s`) with every word of the text, and its parameters."""
    found = few(text, data_version)
    if found is not None:
        return f"s.id IN ({', '.join(map(str, found)) or 'NULL'})", ()
    sql, match = matching(words_of(text))
    # The sign keeps the database from looking these up one by one: it reads the area and asks of each if it is in.
    return f"+s.id IN ({sql})", (match,)


@lru_cache(maxsize=256)
def few(text: str, data_version: int) -> tuple[int, ...] | None:
    """Ids of the stations with every word of the text; None when there are more than FEW."""
    words = words_of(text)
    if connection.vendor == "postgresql" and len(words) > 1:
        # Its index would gather all stations of each word first: “street 4711” is looked for among those of “4711”.
        for word in sorted(words, key=len, reverse=True):
            if (of_word := _up_to_few((word,))) is not None:
                return _among(of_word, words)
    return _up_to_few(words)


def _up_to_few(words: tuple[str, ...]) -> tuple[int, ...] | None:
    sql, match = matching(words)
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} LIMIT %s", [match, FEW + 1])
        found = tuple(row[0] for row in cursor.fetchall())
    return found if len(found) <= FEW else None


def _among(ids: tuple[int, ...], words: tuple[str, ...]) -> tuple[int, ...]:
    """Those of some stations (of PostgreSQL) that have every word."""
    sql, match = matching(words, table="(SELECT * FROM stations_station WHERE id = ANY(%s) OFFSET 0) AS few")
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(ids), match])
        return tuple(row[0] for row in cursor.fetchall())


@lru_cache(maxsize=8)
def all_ids(text: str, data_version: int) -> npt.NDArray[np.int64]:
    """Ids of all stations with every word of the text."""
    sql, match = matching(words_of(text))
    with connection.cursor() as cursor:
        cursor.execute(sql, [match])
        return np.fromiter((row[0] for row in cursor.fetchall()), dtype=np.int64)


def matching(words: tuple[str, ...], *, table: str = "stations_station") -> tuple[str, str]:
    """A SELECT of the `id` of stations, and its parameter. Limited, it needs an order: engines have their own.

    `table` is for PostgreSQL: some stations instead of all.
    """
    if connection.vendor == "sqlite":
        match = " ".join(f'"{word}"*' for word in words)
        return "SELECT rowid AS id FROM stations_station_text WHERE stations_station_text MATCH %s", match
    match = " & ".join(f"'{word}':*" for word in words)
    # The expression of the index, word for word (stations/sources/text_index.py): without it the index is not used.
    return (
        f"SELECT id FROM {table} WHERE array_to_tsvector(string_to_array(search_text, ' ')) @@ %s::tsquery",
        match,
    )
