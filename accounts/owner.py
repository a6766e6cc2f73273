"""What one person keeps is changed by one request at a time, so that limits hold however many ask at once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from accounts.models import User
from voltway.lib.problems import NotSignedIn

# Looks at what is there (None: nothing) while nobody else changes it; raises where a change is not wanted of that.
Check = Callable[[Any], None]


def no_check(_there: Any) -> None:
    """A change that is wanted of whatever is there."""


@contextmanager
def held(by: User) -> Iterator[None]:
    """A transaction in which nobody else changes what this person keeps. Raises NotSignedIn where they are gone."""
    with transaction.atomic():
        # A key is believed for two seconds (accounts/keys/callers.py): its owner may be gone by now.
        if not User.objects.select_for_update().filter(pk=by.pk).exists():
            raise NotSignedIn("This account is deleted.")
        yield
