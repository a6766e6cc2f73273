"""Saved searches: canonical when they are kept, read again when they are opened."""

from uuid import UUID, uuid4

import pytest

from accounts.models import SavedSearch, User
from accounts.searches import keep
from accounts.searches.keep import (
    canonical,
    drop_search,
    faults_of,
    keep_search,
    rename_search,
    without_faults,
)
from stations.models import DataVersion, Operator
from tests.world import NOW
from voltway.lib.problems import Conflict, InvalidParameters, NotFound

pytestmark = pytest.mark.usefixtures("world")


def add(by: User, query: str = "connector=ccs", name: str = "Fast") -> UUID:
    uid = uuid4()
    keep_search(by=by, uid=uid, name=name, query=query, now=NOW)
    return uid


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("connector=ccs", "connector=ccs"),
        ("min_power_kw=150.0&connector=IEC_62196_T2_COMBO,IEC_62196_T1_COMBO", "connector=ccs&min_power_kw=150"),
        ("place=Berlin&radius_km=5&cursor=&limit=7", "radius_km=5&place=Berlin"),
        ("bbox=13,52,14,53&picked=abcdefgh2345&fragment=list&origin=me", "bbox=13,52,14,53"),
        ("operator=volta&source=xx-register", "operator=volta&source=xx-register"),
        ("q=a%26b", "q=a%26b"),
    ],
)
def test_a_search_is_kept_in_its_canonical_form(asked: str, kept: str) -> None:
    assert canonical(asked) == kept
    assert canonical(kept) == kept


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("", "query"),
        ("cursor=", "query"),
        ("colour=red", "colour"),
        ("lat=100&lon=1", "lat"),
        ("place=Nowherehausen", "place"),
        ("operator=nobody", "operator"),
        ("exclude_operator=nobody", "exclude_operator"),
        ("source=nothing", "source"),
        ("q=" + "&operator=".join(["x"] + ["volta"] * 60), "operator"),
    ],
)
def test_parameters_that_can_not_be_used_are_named(query: str, parameter: str, alice: User) -> None:
    with pytest.raises(InvalidParameters) as caught:
        add(alice, query)
    assert parameter in [error.parameter for error in caught.value.errors]
    assert not SavedSearch.objects.exists()


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "x" + "\u200b" * 80])
def test_a_search_needs_a_name(name: str, alice: User) -> None:
    with pytest.raises(InvalidParameters):
        add(alice, name=name)


def test_the_same_search_sent_twice_is_one(alice: User) -> None:
    uid = add(alice)
    _, is_new = keep_search(by=alice, uid=uid, name="Slow", query="max_power_kw=22", now=NOW)
    assert not is_new
    assert list(SavedSearch.objects.values_list("name", "query")) == [("Slow", "max_power_kw=22")]


def test_a_search_is_renamed_and_forgotten_by_its_owner_alone(alice: User, bob: User) -> None:
    uid = add(alice)
    with pytest.raises(NotFound):
        rename_search(by=bob, uid=uid, name="Mine")
    with pytest.raises(NotFound):
        drop_search(by=bob, uid=uid)
    rename_search(by=alice, uid=uid, name="Mine")
    assert SavedSearch.objects.get().name == "Mine"
    drop_search(by=alice, uid=uid)
    assert not SavedSearch.objects.exists()


def test_no_more_are_saved_than_the_limit(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keep, "MAX_SEARCHES", 1)
    add(alice)
    with pytest.raises(Conflict):
        add(alice)


def test_an_outdated_search_says_what_no_longer_fits() -> None:
    query = canonical("operator=volta&connector=ccs")
    assert faults_of(query) == []
    Operator.objects.all().delete()
    DataVersion.bump(data=True)
    faults = faults_of(query)
    assert [(fault.parameter, fault.rule) for fault in faults] == [("operator", "there is none called volta")]
    assert without_faults(query, faults) == "connector=ccs"


def test_every_fault_of_an_outdated_search_is_named() -> None:
    assert {fault.parameter for fault in faults_of("min_power_kw=much&gone=1")} == {"min_power_kw", "gone"}
