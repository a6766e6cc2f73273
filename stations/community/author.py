"""Who tells something: an account, or an address without one."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import get_permission_codename
from django.http import HttpRequest

from stations.models import Contribution
from voltway.lib import visitor


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
