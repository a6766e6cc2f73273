"""The words of the field that the console uses, each explained once; where they stand follows from its fields."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Word:
    """A word, what it means, and the fields that speak of it: "kind.field" of one list, or "field" of any."""

    word: Promise
    means: Promise
    fields: frozenset[str]


def _word(word: Promise, means: Promise, *fields: str) -> Word:
    return Word(word, means, frozenset(fields))


WORDS: Final = (
    _word(
        _("EVSE"),
        _("The part of a station that charges one car at a time, whatever the number of its plugs. Its EVSE id, such "
          "as DE*ABC*E1*1, is the same in all sources: country, party id, E, and a number of the operator's."),
        "evse_uid", "evse_ids", "evse_count", "evse",
    ),
    _word(
        _("connector"),
        _("A socket or a cable with a plug, such as CCS or Type 2. An EVSE may have several, of which one is used at a "
          "time."),
        "connector_uid", "connector",
    ),
    _word(
        _("tariff"),
        _("What charging costs: per kWh, per minute or hour, per visit, each perhaps at certain times only."),
        "tariff", "correction.value", "edit.changes", "difference",
    ),
    _word(
        _("hold-back"),
        _("A run in which more stations are absent than a source may lose at once is not published but held back, "
          "until somebody releases or discards it. A half feed looks just so."),
        "importrun.state", "source.its_runs", "accept_shrink",
    ),
    _word(
        _("merge group"),
        _("Stations of several sources that name the same EVSE are one place: drivers see it once, made of all of "
          "them."),
        "station.source", "group",
    ),
    _word(
        _("licence"),
        _("Under which terms others may use it. What may not be passed on is shown here, and stands in no export."),
        "licence",
    ),
    _word(
        _("party id"),
        _("Three letters or digits by which an operator is known in its country, such as ABC in DE*ABC."),
        "party_id",
    ),
    _word(
        _("live"),
        _("The source tells now and again which plugs are free. What is older than the source's term is unknown "
          "again."),
        "source.live", "status_ttl",
    ),
    _word(
        _("run"),
        _("One pass over what a source sends: read, cleaned, compared with what is there, and published as a whole."),
        "rejectedrow.run", "importrun.kind", "upkeep.run",
    ),
    _word(
        _("rule"),
        _("What a row must keep to be published, such as a position on Earth. The name is that of docs/cleaning.md."),
        "rejectedrow.rule",
    ),
    _word(
        _("suspected"),
        _("Several drivers who are independent of each other found the plug broken lately. Drivers are warned of it; a "
          "success takes the mark away."),
        "suspicion.reports",
    ),
    _word(
        _("refused"),
        _("Requests beyond what the key's plan has for a day or a minute, answered with 429."),
        "usage.refused", "refusals",
    ),
)  # fmt: skip


def words_about(kind: str, fields: Iterable[str]) -> list[Word]:
    """Words that fields of a kind of rows speak of, such as "importrun" and "state"."""
    there = {name for field in fields for name in (field, f"{kind}.{field}")}
    return [word for word in WORDS if word.fields & there]
