"""What VoltWay does otherwise than allauth: limits, mails, where one may be sent, how secrets are kept."""

import base64
import logging
import time
from hashlib import sha256
from typing import Any, Final

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context as current
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.sites.shortcuts import get_current_site
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from accounts import profile
from accounts.limits import Attempt, may_be_written_to
from accounts.models import Letter, User
from voltway.lib import visitor
from voltway.lib.quotas import Quota
from voltway.observability import request_id

log = logging.getLogger(__name__)

# Mails that anybody can cause who knows an address; all others tell of what its owner did.
_BY_ANYBODY: Final = frozenset(
    f"account/email/{name}"
    for name in (
        "account_already_exists", "email_confirmation", "email_confirmation_signup", "password_reset_key",
        "unknown_account",
    )
)  # fmt: skip

# How one proves who one is, at a log-in or after it; a link in a mail is no such way.
_PROOFS: Final = frozenset({"password", "mfa"})

# With a wait that doubles: for an hour and a half.
_ATTEMPTS: Final = 10


class AccountAdapter(DefaultAccountAdapter):
    """Hooks of allauth.account."""

    # The limit for which an attempt to log in may not be made.
    over: Quota | None = None

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed."),
        "duplicate_email": _("This is your address already."),
        "email_password_mismatch": _("The e-mail address or the password is wrong."),
        "enter_current_password": _("This is not your password."),
        "incorrect_code": _("This code is wrong, or was used already."),
        "incorrect_password": _("This is not your password."),
        "too_many_login_attempts": _("Too many wrong attempts. Wait five minutes, or set a new password by mail."),
        "rate_limited": _("Too many attempts. Wait a few minutes."),
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        return visitor.address(request.META, settings.CONFIG.proxies)

    def is_safe_url(self, url: str) -> bool:
        """A path of this site, and nothing else."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def unstash_verified_email(self, request: HttpRequest) -> None:
        """None is ever stashed: no session is begun to say so."""

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        self._attempt = Attempt(request, str(credentials.get("email") or credentials.get("username")).lower())
        self.over = self._attempt.over()
        if self.over:
            raise self.validation_error("too_many_login_attempts")

    def _rollback_login_failed_rl_usage(self) -> None:
        self._attempt.forgive()

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        """Called for each address of an account whose password was set anew by mail."""
        Attempt(request, str(credentials["email"]).lower()).lift()

    def is_reauthentication_required(self, *, app: str, **rest: Any) -> bool:
        """A log-in of a moment ago is proof enough: allauth itself counts proofs after the log-in alone."""
        return super().is_reauthentication_required(app=app, **rest) and not _logged_in_just_now(current.request)

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **rest: Any) -> HttpResponse:
        """Where a log-in leads; the browser takes over what the profile says."""
        response: HttpResponse = super().post_login(request, user, **rest)
        assert isinstance(user, User)
        profile.show_in(response, user)
        return response

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put a mail on its way: who waits for the page learns nothing of whether and when it is sent."""
        if template_prefix in _BY_ANYBODY and not may_be_written_to(current.request, email):
            log.warning("mail.withheld", extra={"template": template_prefix})
            return
        context |= {"request": current.request, "email": email, "current_site": get_current_site(current.request)}
        mail = self.render_mail(template_prefix, email, context)
        Letter.objects.enqueue(
            to=email, subject=mail.subject, text=mail.body, max_attempts=_ATTEMPTS, request_id=request_id.current()
        )


class SecondFactorAdapter(DefaultMFAAdapter):
    """Hooks of allauth.mfa: secrets are encrypted where they are stored."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "unverified_email": _("Verify your e-mail address first."),
    }

    def encrypt(self, text: str) -> str:
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret; one that fits nothing where the site's secret key is another by now."""
        try:
            return _fernet().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return ""

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """Staff keep a second factor: they can replace it only by way of another operator."""
        user: AbstractBaseUser = authenticator.user
        return not getattr(user, "is_staff", False)


def _logged_in_just_now(request: HttpRequest) -> bool:
    records = get_authentication_records(request, request.user)
    proofs = [record["at"] for record in records if record["method"] in _PROOFS]
    return bool(proofs) and time.time() - proofs[-1] < app_settings.REAUTHENTICATION_TIMEOUT


def _fernet() -> Fernet:
    key = sha256(f"accounts.second-factor {settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
