"""Figures of a look at a source, as its page shows them: shares with what they are of, and their drawings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.reports.words import whole
from analytics.models import QualityLook
from analytics.quality.ages import WORDS as AGES
from analytics.quality.cleaning_words import words_of
from analytics.quality.fields import FIELDS, Level
from analytics.quality.words import LICENCES, fault_about, fault_title, told_worse
from analytics.quality.worse import Share, fault_share, field_share, refused_share, young_share
from stations.models import Operator
from stations.sources.base import Feed
from voltway.lib.rankings import Ranked, Ranking, ranking

_LEVELS: Final = {
    Level.STATION: gettext_lazy("stations"),
    Level.EVSE: gettext_lazy("charging points"),
    Level.CONNECTOR: gettext_lazy("plugs"),
}


@dataclass(frozen=True, slots=True)
class Summary:
    """A source in a line: counts and shares as words; "not known" where there is nothing to have a share of."""

    feed: Feed
    day: date
    stations: str
    evses: str
    connectors: str
    told: str
    sound: str
    young: str
    refused: str
    worse: list[str]
    sound_percent: float


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table, and of its ranking."""

    name: str
    percent: str
    cells: tuple[str, ...]
    about: str = ""
    examples: Sequence[Any] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A ranking and the table behind it."""

    lines: list[Line]
    ranking: Ranking | None = None


def summary(look: QualityLook, feed: Feed) -> Summary:
    """What stands in the table of all sources, and over the page of one."""
    figures = look.figures
    sound = sound_share(figures)
    return Summary(
        feed=feed,
        day=look.day,
        stations=whole(figures[Level.STATION]),
        evses=whole(figures[Level.EVSE]),
        connectors=whole(figures[Level.CONNECTOR]),
        told=percent(told_share(figures)),
        sound=percent(sound),
        young=percent(young_share(figures)),
        refused=percent(refused_share(look.cleaned)),
        worse=[told_worse(one) for one in look.worse],
        sound_percent=sound.percent or 0.0,
    )


def told_share(figures: Mapping[str, Any]) -> Share:
    """Of all fields of all parts, those that are told."""
    shares = [field_share(figures, name) for name in FIELDS]
    return Share(sum(share.count for share in shares), sum(share.of for share in shares))


def sound_share(figures: Mapping[str, Any]) -> Share:
    """Stations in which no fault was found."""
    return Share(figures[Level.STATION] - figures["faulty"], figures[Level.STATION])


def drawn(lines: Sequence[Summary]) -> Ranking | None:
    """Sources by the share of their stations without a fault."""
    ranked = [Ranked(line.feed.title, line.sound_percent, line.sound) for line in lines if line.stations != whole(0)]
    return ranking(_("Stations without a fault"), ranked, whole=100) if ranked else None


def fields(look: QualityLook) -> Part:
    """How many tell each field, and how many had it derived."""
    lines, ranked = [], []
    for name, field in FIELDS.items():
        share, derived = field_share(look.figures, name), look.figures["derived"].get(name, 0)
        missing = share.of - share.count - derived
        level = _("%(n)s %(parts)s") % {"n": whole(share.of), "parts": _LEVELS[field.level]}
        cells = (whole(share.count), whole(derived), whole(missing), level)
        lines.append(Line(str(field.title), percent(share), cells))
        if share.percent is not None:
            ranked.append(Ranked(str(field.title), share.percent, percent(share)))
    return Part(lines, ranking(_("Told by the source"), ranked, whole=100) if ranked else None)


def ages(look: QualityLook) -> Part:
    """How long ago stations were updated."""
    counts = look.figures["ages"]
    return _shares(_("Last updated"), {str(words): counts.get(age, 0) for age, words in AGES.items()}, look)


def licences(look: QualityLook) -> Part:
    """How many stations may be passed on."""
    counts = look.figures["licences"]
    return _shares(_("Licence"), {str(words): counts.get(name, 0) for name, words in LICENCES.items()}, look)


def faults(look: QualityLook, examples: Mapping[str, Sequence[Any]]) -> list[Line]:
    """Classes of fault that were found, the most frequent first."""
    counts = look.figures["faults"]
    return [
        Line(
            fault_title(name),
            percent(fault_share(look.figures, name)),
            (whole(counts[name]),),
            fault_about(name),
            examples.get(name, ()),
        )
        for name in sorted(counts, key=lambda name: (-counts[name], name))
    ]


def cleaned(look: QualityLook) -> list[Line]:
    """What became of rows of the run: mended, refused and skipped, by kind."""
    words = {"mended": _("mended"), "refused": _("refused"), "skipped": _("left out: no charging place")}
    read = look.cleaned.get("read", 0)
    return [
        Line(words_of(kind), percent(Share(count, read)), (words[measure], whole(count)))
        for measure in words
        for kind, count in sorted(look.cleaned.get(measure, {}).items(), key=lambda item: (-item[1], item[0]))
    ]


def operator_name(slug: str) -> str:
    """What an operator is called; all that are not named by themselves have no slug."""
    if not slug:
        return _("All others, and stations without an operator")
    return Operator.objects.filter(slug=slug).values_list("name", flat=True).first() or slug


def percent(share: Share) -> str:
    """With one digit; what is not all is never 100, and what is something never 0."""
    value = share.percent
    if value is None:
        return _("not known")
    shown = round(value, 1)
    if shown == 100 and share.count < share.of:
        shown = 99.9
    if shown == 0 and share.count:
        return _("below 0.1 %")
    return _("%(n)s %%") % {"n": number_format(shown, 1)}


def _shares(title: str, counts: Mapping[str, int], look: QualityLook) -> Part:
    shares = {words: Share(count, look.stations) for words, count in counts.items()}
    lines = [Line(words, percent(share), (whole(share.count),)) for words, share in shares.items()]
    ranked = [Ranked(words, share.percent or 0.0, percent(share)) for words, share in shares.items()]
    return Part(lines, ranking(title, ranked, whole=100) if look.stations else None)
