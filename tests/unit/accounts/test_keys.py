"""Keys: what is kept of them, and the rules of making, rotating and revoking."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts import plans
from accounts.keys import issue
from accounts.keys.issue import LASTS, Overlap
from accounts.keys.secret import PATTERN, _pepper, digest_of, new_secret
from accounts.models import ApiKey, Plan, Subscription, User
from voltway.lib.access import Scope

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def alice(db: None) -> User:
    return User.objects.create_user("alice@volt.example")


@pytest.fixture
def bob(db: None) -> User:
    return User.objects.create_user("bob@volt.example")


def made(by: User, *, scopes: Collection[Scope] = (Scope.READ,), days: int | None = 30) -> ApiKey:
    ends = NOW + timedelta(days=days) if days is not None else None
    return issue.make_key(by=by, name="Test", scopes=scopes, expires_at=ends, now=NOW)[0]


def test_secrets_are_long_and_never_the_same() -> None:
    made = [new_secret() for _ in range(100)]
    assert len({secret.text for secret in made}) == len({secret.prefix for secret in made}) == 100
    assert all(PATTERN.fullmatch(secret.text) and secret.text.startswith(secret.prefix) for secret in made)
    # 256 bits in hexadecimal.
    assert {len(secret.text.rpartition("_")[2]) for secret in made} == {64}


def test_what_is_kept_depends_on_the_site(settings: object) -> None:
    text = new_secret().text
    here = digest_of(text)
    assert (len(here), digest_of(text)) == (32, here)
    settings.SECRET_KEY = "another site's"  # type: ignore[attr-defined]
    assert digest_of(text) != here
    assert _pepper("a") != _pepper("b")


def test_a_key_keeps_what_was_asked_for(alice: User) -> None:
    key, secret = issue.make_key(
        by=alice, name="  Home \n automation ", scopes=[Scope.EXPORT, Scope.READ, Scope.READ], expires_at=None, now=NOW
    )
    assert (key.name, key.scope, key.prefix) == ("Home automation", "read export", secret.prefix)
    assert bytes(ApiKey.objects.get().digest) == digest_of(secret.text)
    assert (key.is_good(NOW + timedelta(days=9999)), str(key)) == (True, f"Home automation ({secret.prefix}…)")


@pytest.mark.parametrize(
    ("name", "scopes", "ends"),
    [
        ("", [Scope.READ], None),
        (" \n", [Scope.READ], None),
        ("x" * 61, [Scope.READ], None),
        ("a\x00b", [Scope.READ], None),
        ("fine", [], None),
        ("fine", [Scope.READ], NOW),
    ],
)
def test_a_key_that_makes_no_sense_is_none(name: str, scopes: list[Scope], ends: datetime | None, alice: User) -> None:
    with pytest.raises(ValidationError):
        issue.make_key(by=alice, name=name, scopes=scopes, expires_at=ends, now=NOW)
    assert not ApiKey.objects.exists()


def test_keys_that_are_over_make_room(alice: User) -> None:
    keys = [made(alice) for _ in range(issue.MOST)]
    with pytest.raises(ValidationError, match="20 keys already"):
        made(alice)
    issue.revoke_key(key=keys[0], by=alice, now=NOW)
    assert made(alice).is_good(NOW)


@pytest.mark.parametrize("overlap", list(Overlap))
def test_a_rotated_key_goes_on_for_the_overlap(overlap: Overlap, alice: User) -> None:
    former = made(alice, scopes=[Scope.READ, Scope.WRITE])
    later = NOW + timedelta(days=10)
    successor, secret = issue.rotate_key(key=former, by=alice, overlap=overlap, now=later)
    former.refresh_from_db()
    assert former.expires_at == later + LASTS[overlap]
    assert (successor.scope, successor.rotated_from, successor.prefix) == ("read write", former, secret.prefix)
    # As long as the former one was to last.
    assert successor.expires_at == later + timedelta(days=30)


def test_an_overlap_prolongs_nothing(alice: User) -> None:
    former = made(alice, days=2)
    ends = former.expires_at
    issue.rotate_key(key=former, by=alice, overlap=Overlap.WEEK, now=NOW)
    former.refresh_from_db()
    assert former.expires_at == ends


def test_rotations_make_no_more_good_keys_than_one_may_have(alice: User) -> None:
    keys = [made(alice) for _ in range(issue.MOST)]
    with pytest.raises(ValidationError):
        issue.rotate_key(key=keys[0], by=alice, overlap=Overlap.WEEK, now=NOW)
    issue.rotate_key(key=keys[0], by=alice, overlap=Overlap.NONE, now=NOW)
    issue.revoke_key(key=keys[1], by=alice, now=NOW)
    issue.rotate_key(key=keys[2], by=alice, overlap=Overlap.WEEK, now=NOW)
    assert alice.api_keys.good(NOW).count() == issue.MOST


def test_keys_of_log_ins_are_deleted_once_they_are_over_and_no_quota_counts_them(alice: User) -> None:
    lasting = made(alice, days=1)
    for hour in range(7):
        issue.log_in_key(by=alice, now=NOW + timedelta(hours=hour))
    assert issue.clean_up(now=NOW + timedelta(days=1, hours=23)) == 0
    # Two gave way to later ones; the others ended a day after their making.
    assert issue.clean_up(now=NOW + timedelta(days=2, hours=7)) == 2
    assert issue.clean_up(now=NOW + timedelta(days=4)) == 5
    assert alice.api_keys.get() == lasting


def test_a_key_that_is_over_or_has_a_successor_is_not_rotated(alice: User) -> None:
    over, former = made(alice), made(alice, days=None)
    issue.revoke_key(key=over, by=alice, now=NOW)
    issue.rotate_key(key=former, by=alice, overlap=Overlap.DAY, now=NOW)
    for key in (over, former):
        with pytest.raises(issue.NotGood):
            issue.rotate_key(key=key, by=alice, overlap=Overlap.DAY, now=NOW)


def test_nobody_touches_another_s_key(alice: User, bob: User) -> None:
    key = made(alice)
    with pytest.raises(ApiKey.DoesNotExist):
        issue.revoke_key(key=key, by=bob, now=NOW)
    with pytest.raises(ApiKey.DoesNotExist):
        issue.rotate_key(key=key, by=bob, overlap=Overlap.NONE, now=NOW)
    assert ApiKey.objects.get().is_good(NOW)


def test_a_second_revocation_changes_nothing(alice: User) -> None:
    key = made(alice)
    for hours in (0, 5):
        issue.revoke_key(key=key, by=alice, now=NOW + timedelta(hours=hours))
    assert ApiKey.objects.get().revoked_at == NOW


def test_who_has_no_plan_has_the_free_one(alice: User) -> None:
    terms = plans.terms_of(alice)
    assert (terms.plan, terms.per_day, terms.allowance.page_size, terms.allowance.bulk_rows) == ("Free", 100, 100, 0)


def test_the_plans_are_those_that_were_promised(db: None) -> None:
    promised = [("free", 100), ("standard", 10_000), ("professional", 100_000), ("enterprise", None)]
    assert list(Plan.objects.values_list("slug", "per_day")) == promised


def test_a_plan_is_given_with_an_audit_row(alice: User, bob: User) -> None:
    standard, enterprise = (Plan.objects.get(slug=slug) for slug in ("standard", "enterprise"))
    plans.subscribe(owner=alice, plan=standard, by=bob, now=NOW, note="asked by mail")
    with pytest.raises(ValidationError):
        plans.subscribe(owner=alice, plan=enterprise, by=bob, now=NOW)
    plans.subscribe(owner=alice, plan=enterprise, by=bob, now=NOW, agreed_per_day=7)
    assert plans.terms_of(alice).per_day == 7
    rows = alice.plan_changes.values_list("before__slug", "after__slug", "agreed_per_day", "by", "note")
    assert list(rows) == [("standard", "enterprise", 7, bob.pk, ""),
                          ("free", "standard", None, bob.pk, "asked by mail")]  # fmt: skip


def test_an_agreed_number_goes_with_the_plan_that_needs_one(alice: User, bob: User) -> None:
    enterprise, free = (Plan.objects.get(slug=slug) for slug in ("enterprise", "free"))
    plans.subscribe(owner=alice, plan=enterprise, by=bob, now=NOW, agreed_per_day=1_000_000)
    # As the console sends the form that it filled.
    plans.subscribe(owner=alice, plan=free, by=bob, now=NOW, agreed_per_day=1_000_000)
    assert plans.terms_of(alice).per_day == 100
    assert (Subscription.objects.get().agreed_per_day, alice.plan_changes.all()[0].agreed_per_day) == (None, None)
    Subscription.objects.update(agreed_per_day=7)
    assert plans.terms_of(alice).per_day == 100
