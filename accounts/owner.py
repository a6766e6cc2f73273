"""What one person keeps is changed by one request at a time, so that limits hold however many ask at once."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from accounts.models import User


@contextmanager
def held(by: User) -> Iterator[None]:
    """A transaction in which nobody else changes what this person keeps."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=by.pk)
        yield
