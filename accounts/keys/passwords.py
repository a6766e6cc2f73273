"""A new password ends the log-ins of version 1, as it ends sessions."""

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from django.dispatch import receiver
from django.utils import timezone

from accounts.keys.issue import revoke_log_ins
from accounts.models import User


@receiver([password_changed, password_reset, password_set], sender=User, dispatch_uid="accounts.keys.passwords")
def end_log_ins(user: User, **_: Any) -> None:
    revoke_log_ins(by=user, now=timezone.now())
