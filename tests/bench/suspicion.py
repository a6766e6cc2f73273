"""`./dev bench suspicion`: how often a plug's suspected state is right when some of those who report lie.

Plugs work and break, drivers come and some of them tell; a liar tells the opposite of what is so, whichever it is. All
of it is made up, with the same numbers every time. The rule is the one that runs (`stations.community.suspicion`);
docs/adr/0018-suspected-plugs.md has the figures and what they leave out.
"""

import argparse
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import product

from stations.community.suspicion import Evidence, Rule, Suspected, judge

_BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
_LIARS = range(0, 35, 5)


@dataclass(frozen=True, slots=True)
class World:
    """Days that a plug works and is broken for, on average; drivers a day, and the share of them who tell something."""

    works: float = 60.0
    broken: float = 6.0
    drivers: float = 4.0
    tell_fault: float = 0.25
    tell_success: float = 0.05
    # Who has an account; and who is one of a few that come to this plug again and again.
    accounts: float = 0.4
    regulars: float = 0.2


@dataclass(slots=True)
class Days:
    """Time by what was so and what was shown."""

    both: float = 0.0
    only_broken: float = 0.0
    only_suspected: float = 0.0
    neither: float = 0.0
    # Days from breaking to being suspected, of what was suspected before it was mended.
    waits: list[float] = field(default_factory=list)
    breaks: int = 0

    def add(self, broken: bool, suspected: bool, days: float) -> None:
        name = {(True, True): "both", (True, False): "only_broken", (False, True): "only_suspected"}
        which = name.get((broken, suspected), "neither")
        setattr(self, which, getattr(self, which) + days)

    def row(self) -> list[str]:
        suspected, broken = self.both + self.only_suspected, self.both + self.only_broken
        right = self.both + self.neither
        shares = (self.both / suspected if suspected else 1.0, self.both / broken, right / (right + self.wrong))
        half = sorted(self.waits)[len(self.waits) // 2] if self.waits else float("nan")
        return [*(f"{share:.1%}" for share in shares), f"{half:.1f}"]

    @property
    def wrong(self) -> float:
        return self.only_broken + self.only_suspected


def main() -> None:
    """Simulate and print."""
    parser = argparse.ArgumentParser(prog="./dev bench suspicion", description=__doc__)
    parser.add_argument("--plugs", type=int, default=200)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--drivers", type=float, default=4.0, help="a day at each plug")
    parser.add_argument("--broken", type=float, default=6.0, help="days until a plug is mended")
    parser.add_argument("--reports", type=int, nargs="+", default=[1, 2, 3, 4, 5])
    parser.add_argument("--within", type=int, nargs="+", default=[14])
    parser.add_argument("--quiet", type=int, nargs="+", default=[4], help="days without a report that end it")
    parser.add_argument("--proof", type=int, nargs="+", default=[2], help="1: any success clears")
    asked = parser.parse_args()
    world = World(drivers=asked.drivers, broken=asked.broken)
    print("| reports | days | quiet | proof | liars | precision | recall | right | days until marked |")
    print("|---|---|---|---|---|---|---|---|---|")
    for reports, within, quiet, proof in product(asked.reports, asked.within, asked.quiet, asked.proof):
        rule = Rule(reports, timedelta(days=within), timedelta(days=quiet), proof)
        for liars in _LIARS:
            told = simulate(world, rule, liars=liars / 100, plugs=asked.plugs, days=asked.days).row()
            print("|", " | ".join([*map(str, (reports, within, quiet, proof)), f"{liars} %", *told]), "|", flush=True)


def simulate(world: World, rule: Rule, *, liars: float, plugs: int, days: int) -> Days:
    """All plugs over all days. The same world for every rule: each plug has its own dice."""
    found = Days()
    for plug in range(plugs):
        _follow(random.Random(plug), world, rule, liars, float(days), found)
    return found


def _follow(dice: random.Random, world: World, rule: Rule, liars: float, end: float, found: Days) -> None:
    at, broken, turns = 0.0, False, _next_turn(dice, world, False, 0.0)
    told: list[Evidence] = []
    verdict: Suspected | None = None
    broke_at: float | None = None
    while at < end:
        telling = at + _next_telling(dice, world, broken)
        following = min(telling, turns, end)
        marked_until = min(following, _day(verdict.until)) if verdict else at
        found.add(broken, True, max(0.0, marked_until - at))
        found.add(broken, False, following - max(at, marked_until))
        at = following
        if at == turns:
            broken = not broken
            turns = _next_turn(dice, world, broken, at)
            broke_at = at if broken else None
            found.breaks += broken
        elif at == telling:
            told = [each for each in told if at - _day(each.at) < rule.within.days]
            told.append(_telling(dice, world, at, broken, liars))
        verdict = judge(told, now=_moment(at), rule=rule)
        if verdict and broke_at is not None:
            found.waits.append(at - broke_at)
            broke_at = None


def _next_turn(dice: random.Random, world: World, broken: bool, at: float) -> float:
    return at + dice.expovariate(1 / (world.broken if broken else world.works))


def _next_telling(dice: random.Random, world: World, broken: bool) -> float:
    return dice.expovariate(world.drivers * (world.tell_fault if broken else world.tell_success))


def _telling(dice: random.Random, world: World, at: float, broken: bool, liars: float) -> Evidence:
    person = dice.randrange(5) if dice.random() < world.regulars else dice.randrange(5, 1_000_000)
    account = person if random.Random(person).random() < world.accounts else None
    lies = dice.random() < liars
    return Evidence(_moment(at), account, f"address {person}", works=broken if lies else not broken)


def _moment(day: float) -> datetime:
    return _BEGIN + timedelta(days=day)


def _day(moment: datetime) -> float:
    return (moment - _BEGIN) / timedelta(days=1)


if __name__ == "__main__":
    main()
