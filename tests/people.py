"""People for tests: Alice owns, Bob may, Charlie may not; operators have a second factor."""

import re
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import decrypt
from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.models import Letter, User
from accounts.roles import Role

PASSWORD = "a long pass phrase"


def person(email: str = "alice@voltway.example", *, verified: bool = True, **fields: Any) -> User:
    """A driver with `PASSWORD`."""
    user = User.objects.create_user(email, PASSWORD, **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=verified, primary=True)
    return user


def operator(email: str = "alice@voltway.example") -> User:
    """Somebody with every right, who may into the console."""
    user = User.objects.create_superuser(email, PASSWORD)
    add_second_factor(user)
    return user


def in_role(role: Role) -> User:
    """A member of staff of one role of the console."""
    user = person(f"{role.name.lower()}@voltway.example", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    add_second_factor(user)
    return User.objects.get(pk=user.pk)


def add_second_factor(user: User) -> None:
    TOTP.activate(user, generate_totp_secret())


def code_of(user: User) -> str:
    """What the user's app shows now."""
    return code_for(decrypt(Authenticator.objects.get(user=user, type="totp").data["secret"]))


def code_for(secret: str) -> str:
    """What an app with this key shows now."""
    return str(format_hotp_value(hotp_value(secret, int(timezone.now().timestamp()) // 30)))


def link_in_mail() -> str:
    """The path of the link in the latest mail on its way."""
    letter = Letter.objects.latest("id")
    found = re.search(r"https?://[^/\s]+(/\S+)", letter.text)
    assert found, letter.text
    return found[1]
