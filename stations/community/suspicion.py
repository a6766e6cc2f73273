"""When what drivers tell makes a plug suspected of being broken: the rule alone (docs/adr/0018-suspected-plugs.md)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one driver found at a plug. `account` None: told without one; `origin`: digest of the address."""

    at: datetime
    account: int | None
    origin: str
    works: bool

    @property
    def who(self) -> int | str:
        """One person, as far as can be told: an account, or an address without one."""
        return self.origin if self.account is None else self.account


@dataclass(frozen=True, slots=True)
class Rule:
    """How much is believed. `proof`: what successes have to weigh together to clear a plug."""

    reports: int = 3
    within: timedelta = timedelta(days=14)
    # Most plugs are mended within days, and nobody says so: silence ends it sooner than age.
    quiet: timedelta = timedelta(days=4)
    proof: int = 2
    # Whoever has an account can be kept from telling more; an address is had for nothing.
    weight_of_account: int = 2


@dataclass(frozen=True, slots=True)
class Suspected:
    """`reports` independent ones, the latest at `latest_at`; `until` when too few would be left without a new one."""

    since: datetime
    reports: int
    latest_at: datetime
    until: datetime


USUAL = Rule()


@dataclass(slots=True)
class _Plug:
    """A plug as the evidence leaves it, one after the other."""

    rule: Rule
    faults: list[Evidence] = field(default_factory=list)
    successes: list[Evidence] = field(default_factory=list)

    def take(self, told: Evidence) -> None:
        if told.works:
            self._works(told)
        else:
            self.faults.append(told)
            # What worked before it broke again says nothing of now.
            self.successes = []

    def _works(self, told: Evidence) -> None:
        # Who says so now takes back what they said; to clear it for others needs somebody else.
        theirs = any(fault.who == told.who for fault in self.faults)
        self.faults = [fault for fault in self.faults if fault.who != told.who]
        if theirs or any(_are_near(fault, told) for fault in self.faults):
            return
        self.successes.append(told)
        if self._weight() >= self.rule.proof:
            self.faults, self.successes = [], []

    def _weight(self) -> int:
        held = [told for told in self.successes if told.account is not None]
        best = self.rule.weight_of_account if held else 1
        return best + independent(_whence(self.successes)) - 1


def judge(told: Iterable[Evidence], *, now: datetime, rule: Rule = USUAL) -> Suspected | None:
    """Whether a plug is suspected now, by all that was told of it within `rule.within`; None where it isn't."""
    plug = _Plug(rule)
    for each in sorted(told, key=lambda each: each.at):
        # Also what is younger than `now`: of two who tell something at once, the one who began first may come second.
        if now - rule.within < each.at:
            plug.take(each)
    faults = plug.faults
    reports = independent(_whence(faults))
    if reports < rule.reports:
        return None
    latest = faults[-1].at
    until = min(_enough(faults[::-1], rule.reports).at + rule.within, latest + rule.quiet)
    return Suspected(_enough(faults, rule.reports).at, reports, latest, until) if now < until else None


def independent(told: Iterable[tuple[int | None, str]]) -> int:
    """How many of accounts (None: without one) and addresses can be chosen so that none is chosen twice.

    More of them never make it fewer: nobody undoes what others told by telling the same from where they are.
    """
    origins: dict[int | str, set[str]] = {}
    for account, origin in told:
        origins.setdefault(origin if account is None else account, set()).add(origin)
    taken: dict[str, int | str] = {}

    def seat(who: int | str, tried: set[str]) -> bool:
        """Give somebody an address of theirs; whoever has it may have to take another one."""
        for origin in origins[who] - tried:
            tried.add(origin)
            if origin not in taken or seat(taken[origin], tried):
                taken[origin] = who
                return True
        return False

    return sum(seat(who, set()) for who in origins)


def _whence(told: Iterable[Evidence]) -> Iterable[tuple[int | None, str]]:
    return ((each.account, each.origin) for each in told)


def _enough(faults: Sequence[Evidence], reports: int) -> Evidence:
    """The one with which there are enough of them."""
    return next(fault for end, fault in enumerate(faults, 1) if independent(_whence(faults[:end])) >= reports)


def _are_near(one: Evidence, other: Evidence) -> bool:
    """Whether the two may be one person."""
    return one.origin == other.origin or one.who == other.who
