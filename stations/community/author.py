"""Who tells something: an account, or an address without one."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import get_permission_codename, get_user_model
from django.http import HttpRequest

from stations.models import Contribution
from voltway.lib import visitor
from voltway.lib.problems import NotAllowed, NotSignedIn


@dataclass(frozen=True, slots=True)
class Author:
    """`user` None: without an account. `origin`: keyed digest of the address."""

    user: Any | None
    origin: str

    def moderates(self, kind: type[Contribution]) -> bool:
        """Whoever may moderate what others tell of a kind has what they tell shown at once."""
        right = f"{kind._meta.app_label}.{get_permission_codename('change', kind._meta)}"
        return bool(self.user and self.user.is_staff and self.user.has_perm(right))


def of(request: HttpRequest, user: Any = None) -> Author:
    """Whoever sent a request; `user` where a key says who it is."""
    # The API leaves None where nobody is known.
    known = user if user is not None else request.user
    origin = visitor.digest(request.META, settings.CONFIG.proxies, settings.SECRET_KEY)
    return Author(known if known and known.is_authenticated else None, origin)


def check_verified(by: Author, needs: str) -> None:
    """Raises NotSignedIn, which says `needs`, or NotAllowed: accounts without an address are made by the dozen."""
    if by.user is None:
        raise NotSignedIn(needs)
    if not by.user.has_verified_email:
        raise NotAllowed("This needs an account with a verified e-mail address.")


def hold_account(by: Author) -> None:
    """Keep the account until the transaction ends: a key is believed for two seconds, and its owner may be gone by now.

    Raises NotSignedIn for one that is deleted.
    """
    accounts = get_user_model()._default_manager.select_for_update()
    if by.user is not None and not accounts.filter(pk=by.user.pk).exists():
        raise NotSignedIn("This account is deleted.")
