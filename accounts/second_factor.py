"""The second factor: an app that shows codes."""

from allauth.mfa.models import Authenticator
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser


def has_second_factor(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether somebody has set one up; from then on no log-in goes without its code."""
    return bool(Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).exists())
