"""Text search: the words that are asked for, folded as the stored ones are, against the index of words."""

import re

from django.db import connection

from voltway.lib.text import tokens

MAX_WORDS = 8
# An EVSE id as printed, with or without its separators (eMI3): one word, however it is written.
_EVSE_ID = re.compile(r"[A-Z]{2}[*-]?[A-Z0-9]{3}[*-]?E[A-Z0-9*-]{1,30}", re.IGNORECASE)


def words_of(text: str) -> tuple[str, ...]:
    """The words of a search text; each must begin a word of the station."""
    if _EVSE_ID.fullmatch(text.strip()) and any(character.isdigit() for character in text):
        return (text.strip().replace("*", "").replace("-", "").lower(),)
    return tuple(dict.fromkeys(tokens(text)))[:MAX_WORDS]


def condition(text: str) -> tuple[str, tuple[object, ...]]:
    """SQL that holds for stations (alias `s`) with every word of the text, and its parameters."""
    words = words_of(text)
    if not words:
        # Punctuation alone asks for words that nothing has.
        return "1 = 0", ()
    if connection.vendor == "sqlite":
        match = " ".join(f'"{word}"*' for word in words)
        return "s.id IN (SELECT rowid FROM stations_station_text WHERE stations_station_text MATCH %s)", (match,)
    match = " & ".join(f"'{word}':*" for word in words)
    return "to_tsvector('simple', s.search_text) @@ to_tsquery('simple', %s)", (match,)
