"""`./dev bench quality`: which seeded faults the look at quality finds, and what it says of clean records.

Records of the demo world, all of them clean, are spoiled in known ways: each by one class of fault, with the same dice
every time, at `--rate`. They pass cleaning and checks as an import and a look would do it. A fault counts as found
where cleaning mends or refuses it by its kind, or a check names its class; a false alarm is anything said of a record
that nobody touched. Duplicates are seeded into a database. With `--data` the real stations of a data folder are looked
at as well: what share of them each class flags. docs/quality.md has the figures.
"""

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from tests.bench.machine import report
from tests.bench.world import use_data_dir


@dataclass(slots=True)
class Found:
    """Of the records of one class."""

    spoiled: int = 0
    cleaned: int = 0
    judged: int = 0
    otherwise: int = 0

    def row(self, name: str) -> dict[str, Any]:
        found = self.cleaned + self.judged
        recall = f"{found / self.spoiled:.1%}" if self.spoiled else ""
        return {"class": name, "spoiled": self.spoiled, "by cleaning": self.cleaned, "by a check": self.judged,
                "recall": recall, "noticed as something else": self.otherwise}  # fmt: skip


@dataclass(slots=True)
class Figures:
    """All classes, and what was said of the untouched."""

    classes: dict[str, Found] = field(default_factory=dict)
    untouched: int = 0
    alarms: Counter[str] = field(default_factory=Counter)


def main() -> None:
    """Spoil, look and print."""
    parser = argparse.ArgumentParser(prog="./dev bench quality", description=__doc__)
    parser.add_argument("--rate", type=float, default=0.5, help="share of the records that are spoiled")
    parser.add_argument("--seed", type=int, default=6)
    parser.add_argument("--data", type=Path, help="a data folder whose stations are looked at, too")
    parser.add_argument("--json", metavar="PATH")
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        use_data_dir(asked.data or Path(folder))
        if asked.data:
            report("Real stations by class of fault", list(flagged()), json_path=None)
            return
        figures = seeded(rate=asked.rate, seed=asked.seed)
        rows = [found.row(name) for name, found in figures.classes.items()]
        rows += twins(Path(folder), seed=asked.seed)
        alarms = sum(figures.alarms.values())
        share = f"{alarms / figures.untouched:.2%}"
        title = f"Seeded faults; {alarms} false alarms in {figures.untouched:,} untouched records ({share})"
        report(title, rows, json_path=asked.json)
        for name, times in figures.alarms.most_common():
            print(f"false alarm: {name} {times}")


def seeded(*, rate: float, seed: int) -> Figures:
    """Each record by itself: cleaning, then the checks."""
    from tests.bench.spoiling import SPOILS, clean_records

    dice, figures = Random(seed), Figures({spoil.name: Found() for spoil in SPOILS})
    for record in clean_records():
        usual = _said(record)
        spoil = dice.choice(SPOILS)
        spoiled = spoil.way(record, dice) if dice.random() < rate else None
        if spoiled is None:
            figures.untouched += 1
            figures.alarms.update(usual)
            continue
        found = figures.classes[spoil.name]
        found.spoiled += 1
        by_cleaning, by_checks = _cleaned_and_judged(spoiled)
        if spoil.found_by & by_cleaning - usual:
            found.cleaned += 1
        elif spoil.found_by & by_checks - usual:
            found.judged += 1
        elif (by_cleaning | by_checks) - usual:
            found.otherwise += 1
    return figures


def _said(record: Any) -> set[str]:
    by_cleaning, by_checks = _cleaned_and_judged(record)
    return by_cleaning | by_checks


def _cleaned_and_judged(record: Any) -> tuple[set[str], set[str]]:
    from analytics.quality.checks import faults
    from analytics.quality.seen import Seen
    from stations.sources.base import Refused
    from stations.sources.cleaning import clean
    from tests.bench.spoiling import NOW
    from tests.world import REGISTER

    kinds: list[str] = []
    states = tuple(evse.status_at for evse in record.evses if evse.status_at)
    try:
        cleaned = clean(record, REGISTER, lambda kind: kinds.append(str(kind)))
    except Refused as refused:
        return {str(refused.rule)}, set()
    return set(kinds), set(faults(Seen(cleaned, NOW, states)))


def twins(folder: Path, *, seed: int, each: int = 100) -> Iterator[dict[str, Any]]:
    """What is there twice, in a database of two sources."""
    from django.core.management import call_command

    from analytics.quality import strays
    from analytics.quality import twins as looking
    from analytics.quality.marks import Marks
    from stations.documents.identity import public_id
    from stations.models import Source, Station
    from tests.bench.spoiling import WAYS, clean_records, renamed, shifted
    from tests.world import CLOSED, REGISTER, publish, staged

    call_command("migrate", verbosity=0)
    dice, clean = Random(seed), list(clean_records())
    chosen = dice.sample(clean, 4 * each)
    twin, shared, elsewhere, astray = (chosen[n * each : (n + 1) * each] for n in range(4))
    copies = [shifted(renamed(one, f"{one.native_id}-twin"), dice.uniform(0, 20), dice) for one in twin]
    donors = [dice.choice(clean) for _ in shared]
    sharing = [_with_id(one, donor) for one, donor in zip(shared, donors, strict=True)]
    drifted = [WAYS["position 20 to 90 km off"].way(one, dice) or one for one in astray]
    rest = {record.native_id: record for record in (*clean, *sharing, *drifted)}
    others = [shifted(renamed(one, one.native_id), dice.uniform(0, 40), dice) for one in elsewhere]
    with staged(folder):
        publish(REGISTER, *rest.values(), *copies)
        publish(CLOSED, *others)
        source, found = Source.objects.get(uid=REGISTER.uid), Marks()
        looking.mark_twins({source.pk: found})
        strays.mark_strays(source, found)
        stored = dict(Station.objects.filter(source=source).values_list("public_id", "pk"))
        ids = [one.native_id for one in (*rest.values(), *copies)]
        known = {one: stored.get(public_id(REGISTER.uid, one), 0) for one in ids}
    wanted = {
        looking.TWIN: {known[one.native_id] for one in (*twin, *copies)},
        looking.SHARED_ID: {known[one.native_id] for one in (*shared, *donors)},
        looking.ELSEWHERE: {known[one.native_id] for one in elsewhere},
        # Those beyond a border are refused already.
        strays.STRAY: {key for one in astray if (key := known[one.native_id])},
    }
    for name, keys in wanted.items():
        said = found.keys.get(name, set())
        yield {"class": name, "spoiled": len(keys), "by cleaning": 0, "by a check": len(said & keys),
               "recall": f"{len(said & keys) / len(keys):.1%}", "false alarms": len(said - keys)}  # fmt: skip


def _with_id(record: Any, donor: Any) -> Any:
    from msgspec.structs import replace

    evse = replace(record.evses[0], evse_id=donor.evses[0].evse_id)
    return replace(record, evses=(evse, *record.evses[1:]))


def flagged() -> Iterator[dict[str, Any]]:
    """Share of each source's stations that each class flags, of the latest looks, taken now."""
    from analytics.quality.look import refresh
    from analytics.quality.observed import latest

    refresh()
    for look in latest():
        counts = look.figures["faults"]
        classes = ", ".join(f"{name} {counts[name]:,}" for name in sorted(counts, key=lambda name: -counts[name]))
        share = f"{look.figures['faulty'] / look.stations:.1%}" if look.stations else ""
        yield {"source": look.source, "stations": look.stations, "with a fault": share, "classes": classes}


if __name__ == "__main__":
    main()
