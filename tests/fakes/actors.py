"""Whoever may ask: visitors, drivers, programs and operators, each as a client that is logged in."""

from collections.abc import Callable
from time import time
from typing import Any

from django.contrib.auth import get_user_model
from django.test import Client

from tests.fakes import keys
from tests.people import add_second_factor, operator, person

ALICE, BOB = "alice@voltway.example", "bob@voltway.example"


def nobody(**options: Any) -> Client:
    return Client(**options)


def owner(**options: Any) -> Client:
    return _of(ALICE, **options)


def another(**options: Any) -> Client:
    return _of(BOB, **options)


def free_key(**options: Any) -> Client:
    """A program of somebody else, on the plan that everybody begins with."""
    return Client(headers=keys.headers("frank@voltway.example", "free"), **options)


def paid_key(**options: Any) -> Client:
    """A program of yet somebody else, who pays."""
    return Client(headers=keys.headers("grace@voltway.example", "professional"), **options)


def staff(**options: Any) -> Client:
    """May into the console, and has no right there."""
    return _of("dana@voltway.example", **options)


def superuser(**options: Any) -> Client:
    return _of("eve@voltway.example", **options)


# In the order of the table's columns.
ACTORS: dict[str, Callable[..., Client]] = {
    "nobody": nobody,
    "owner": owner,
    "another": another,
    "free key": free_key,
    "paid key": paid_key,
    "staff": staff,
    "superuser": superuser,
}


def make_people() -> None:
    """Those whom the clients are logged in as."""
    person(ALICE)
    person(BOB)
    add_second_factor(person("dana@voltway.example", is_staff=True))
    operator("eve@voltway.example")


def _of(email: str, **options: Any) -> Client:
    client = Client(**options)
    client.force_login(get_user_model().objects.get(email=email))
    # The password was typed a moment ago: nothing asks for it again.
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time()}]
    session.save()
    return client
