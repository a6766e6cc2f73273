"""A key's secret on its way from the form to the page that shows it, so that a reload of the page makes no other key.

It waits in the browser that it is meant for, encrypted, for a minute at most: our database never has it.
"""

import base64
import json
from datetime import timedelta
from hashlib import sha256
from typing import Final

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts.keys.secret import Secret
from accounts.models import User

_COOKIE: Final = "new-key"
_LASTS: Final = timedelta(minutes=1)


def hand_over(response: HttpResponse, *, to: User, secret: Secret) -> None:
    """Give a secret to the next page that somebody sees."""
    sealed = _fernet().encrypt(json.dumps([to.pk, *secret]).encode()).decode()
    response.set_cookie(
        _COOKIE, sealed, max_age=_LASTS, path=reverse("keys"), httponly=True, samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


def taken(request: HttpRequest, *, by: User) -> Secret | None:
    """The secret that was handed over to them a moment ago."""
    try:
        told = _fernet().decrypt(request.COOKIES.get(_COOKIE, ""), ttl=int(_LASTS.total_seconds()))
    except InvalidToken:
        return None
    owner, *secret = json.loads(told)
    return Secret(*secret) if owner == by.pk else None


def forget(response: HttpResponse) -> None:
    """It was shown: the next page has it no more."""
    response.delete_cookie(_COOKIE, path=reverse("keys"), samesite="Strict")


def _fernet() -> Fernet:
    key = sha256(f"accounts.new-key {settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
