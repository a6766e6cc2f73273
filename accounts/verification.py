"""Whoever verifies an address has it: sign-ups under it that nobody verified give way."""

from datetime import datetime, timedelta
from typing import Any, Final

from allauth.account.models import EmailAddress
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


def clean_up(*, now: datetime) -> int:
    """Delete accounts that were never verified nor used; how many."""
    unverified = User.objects.filter(emailaddress__verified=False).exclude(emailaddress__verified=True)
    unused = unverified.filter(last_login=None, date_joined__lt=now - _PATIENCE)
    return unused.delete()[1].get(User._meta.label, 0)
