"""Whoever verifies an address has it: sign-ups under it that nobody verified give way."""

from typing import Any

from allauth.account.models import EmailAddress
from django.db.models.signals import pre_save
from django.dispatch import receiver

from accounts.models import User


@receiver(pre_save, sender=EmailAddress, dispatch_uid="accounts.verification")
def take_from_squatters(instance: EmailAddress, **_: Any) -> None:
    """Delete accounts that hold this address without ever having verified one."""
    if instance.verified:
        others = User.objects.filter(email=instance.email).exclude(pk=instance.user_id)
        others.exclude(emailaddress__verified=True).delete()
