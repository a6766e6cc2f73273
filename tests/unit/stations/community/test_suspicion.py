"""When a plug is suspected: how many independent reports, how old, and what clears it."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from stations.community.suspicion import USUAL, Evidence, independent, judge

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def fault(who: int, *, hours: float = 1, account: bool = False, origin: str = "") -> Evidence:
    """Told so many hours ago; without an account from an address of one's own."""
    return Evidence(NOW - timedelta(hours=hours), who if account else None, origin or f"at {who}", works=False)


def success(who: int, *, hours: float = 0, account: bool = True, origin: str = "") -> Evidence:
    return Evidence(NOW - timedelta(hours=hours), who if account else None, origin or f"at {who}", works=True)


THREE = [fault(1, hours=30), fault(2, hours=20), fault(3, hours=10)]


def whence(told: list[Evidence]) -> list[tuple[int | None, str]]:
    return [(each.account, each.origin) for each in told]


def suspected(*told: Evidence) -> bool:
    return judge(told, now=NOW) is not None


def test_three_independent_reports_make_a_plug_suspected() -> None:
    found = judge(THREE, now=NOW)
    assert found is not None
    assert found.reports == 3
    assert found.since == found.latest_at == NOW - timedelta(hours=10)
    assert not suspected(*THREE[:2])


def test_the_order_in_which_they_are_read_is_no_matter() -> None:
    assert judge(THREE[::-1], now=NOW) == judge(THREE, now=NOW)


def test_one_person_is_one_report_however_often_they_tell_it() -> None:
    assert not suspected(fault(1), fault(1, hours=2), fault(1, hours=3))
    assert not suspected(*(fault(1, hours=n, account=True, origin=f"place {n}") for n in range(1, 5)))


def test_several_accounts_at_one_address_are_one_report() -> None:
    assert not suspected(*(fault(n, account=True, origin="one place") for n in range(1, 6)))


def test_who_tells_the_same_from_where_others_are_takes_nothing_from_them() -> None:
    # Somebody with one account follows three drivers to their networks.
    follower = [fault(9, account=True, origin=f"at {n}") for n in (1, 2, 3)]
    assert independent(whence([*THREE, *follower])) == 3


def test_reports_age_and_silence_ends_it_sooner() -> None:
    found = judge(THREE, now=NOW)
    assert found is not None
    assert found.until == found.latest_at + USUAL.quiet
    assert judge(THREE, now=found.until - timedelta(seconds=1))
    assert not judge(THREE, now=found.until)
    spread = [fault(1, hours=13 * 24), fault(2, hours=12 * 24), fault(3)]
    found = judge(spread, now=NOW)
    assert found is not None
    assert found.until == spread[0].at + USUAL.within


def test_a_success_with_an_account_clears() -> None:
    assert not suspected(*THREE, success(9))


def test_one_success_without_an_account_does_not_clear_but_two_do() -> None:
    first, second = success(8, account=False, hours=2), success(9, account=False)
    assert suspected(*THREE, first)
    assert suspected(*THREE, first, success(8, account=False))
    assert not suspected(*THREE, first, second)


def test_a_success_before_the_latest_report_clears_nothing_of_it() -> None:
    assert suspected(success(9, hours=11), *THREE[2:], fault(4), fault(5))
    assert suspected(*THREE, fault(4, hours=1), success(8, account=False, hours=2), success(9, account=False))


def test_after_a_success_it_takes_new_reports() -> None:
    cleared = [*THREE, success(9, hours=5)]
    assert not suspected(*cleared, fault(4), fault(5))
    assert suspected(*cleared, fault(4), fault(5), fault(6))


def test_who_reported_it_takes_back_their_own_and_clears_it_for_nobody_else() -> None:
    assert not suspected(*THREE, success(3, account=False))
    assert suspected(*THREE, fault(4, account=True), success(4))
    assert suspected(*THREE, success(9, origin="at 1"))


@given(
    st.lists(
        st.builds(
            Evidence,
            st.integers(0, 400).map(lambda hours: NOW - timedelta(hours=hours)),
            st.none() | st.integers(1, 4),
            st.sampled_from("abcd"),
            works=st.booleans(),
        ),
        max_size=12,
    )
)
def test_a_verdict_holds_until_it_ends(told: list[Evidence]) -> None:
    """Nothing is told after now: until then it stays, and from then on it is over."""
    found = judge(told, now=NOW)
    if found is None:
        return
    assert USUAL.reports <= found.reports <= len(told)
    assert found.since <= found.latest_at <= NOW < found.until
    assert judge(told, now=found.until) is None


@given(st.lists(st.builds(Evidence, st.just(NOW), st.none() | st.integers(1, 4), st.sampled_from("abcd"),
                          works=st.just(False)), max_size=9), st.data())  # fmt: skip
def test_more_evidence_never_counts_less(told: list[Evidence], data: st.DataObject) -> None:
    fewer = [each for each in told if data.draw(st.booleans())]
    assert independent(whence(fewer)) <= independent(whence(told)) <= len(told)
