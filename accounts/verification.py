"""Whoever verifies an address has it: sign-ups under it that nobody verified give way."""

from datetime import datetime, timedelta
from typing import Any, Final

from allauth.account.models import EmailAddress
from django.db import models, transaction
from django.db.models.signals import pre_save
from django.dispatch import receiver

from accounts.models import User

# So long a sign-up waits for its verification.
_PATIENCE: Final = timedelta(days=7)


@receiver(pre_save, sender=EmailAddress, dispatch_uid="accounts.verification")
def take_from_squatters(instance: EmailAddress, **_: Any) -> None:
    """Delete accounts that hold this address without ever having verified one."""
    if instance.verified:
        others = User.objects.filter(email=instance.email).exclude(pk=instance.user_id)
        others.exclude(emailaddress__verified=True).delete()


def give_way(email: str) -> None:
    """Delete the sign-up of an address that nobody verified: whoever signs up next need not be who chose its password.

    What operators opened or closed stays as it is.
    """
    _unclaimed().filter(email=email, is_active=True, is_staff=False).delete()


def change_address(*, of: User, to: str) -> None:
    """Make an address somebody's only one, as an operator says: as good as the one before, whose links die."""
    with transaction.atomic():
        verified = EmailAddress.objects.filter(user=of, verified=True).exists()
        EmailAddress.objects.filter(user=of).delete()
        EmailAddress.objects.create(user=of, email=to, verified=verified, primary=True)


def clean_up(*, now: datetime) -> int:
    """Delete accounts that were never verified nor used; how many."""
    return _unclaimed().filter(date_joined__lt=now - _PATIENCE).delete()[1].get(User._meta.label, 0)


def _unclaimed() -> "models.QuerySet[User]":
    unverified = User.objects.filter(emailaddress__verified=False).exclude(emailaddress__verified=True)
    return unverified.filter(last_login=None)
