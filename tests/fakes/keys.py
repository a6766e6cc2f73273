"""Owners of keys: a person on a plan, and the headers that their programs send."""

from collections.abc import Collection
from importlib import import_module
from pkgutil import iter_modules

from django.apps import apps
from django.utils import timezone

from accounts import migrations, plans
from accounts.keys.issue import make_key
from accounts.models import Plan, User
from voltway.lib.access import Scope

ALICE = "alice@volt.example"


def owner(email: str = ALICE, plan: str = "professional", **rights: bool) -> User:
    """A person on a plan; the same one for the same address."""
    user = User.objects.filter(email=email).first() or User.objects.create_user(email, "a long password", **rights)
    given = Plan.objects.get(slug=plan)
    agreed = None if given.per_day else 1_000_000
    plans.subscribe(owner=user, plan=given, by=user, now=timezone.now(), agreed_per_day=agreed)
    return user


def add_plans(**_: object) -> None:
    """Those of the migration, where there are none."""
    if not Plan.objects.exists():
        name = next(module.name for module in iter_modules(migrations.__path__) if module.name.endswith("_four_plans"))
        import_module(f"{migrations.__name__}.{name}").add_plans(apps, None)


def headers(
    email: str = ALICE, plan: str = "professional", scopes: Collection[Scope] = tuple(Scope), **rights: bool
) -> dict[str, str]:
    """What a program sends with a new key of such a person."""
    key = make_key(by=owner(email, plan, **rights), name="Test", scopes=scopes, expires_at=None, now=timezone.now())
    return {"x-api-key": key[1].text}
