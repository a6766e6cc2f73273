"""Sign-up and log-in by programs that were written for the first VoltWay; both do what the pages do."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Final

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from accounts import limits
from accounts.api.authentication import CHALLENGE
from accounts.api.v1 import schema
from accounts.forms import SignUp
from accounts.keys.issue import LOG_IN_LASTS, log_in_key
from accounts.models import User
from accounts.second_factor import has_second_factor
from stations.api.answers import now_utc
from stations.api.base import ReadView, check_parameters
from stations.api.written import answer, body_of, text_of
from voltway.lib.problems import InvalidParameters, NotAllowed, NotSignedIn, ParameterError, TooManyRequests

_MEMBERS: Final = ("email", "password")
# Members by the names of the form's fields.
_MEMBER_OF: Final = {"email": "email", "password1": "password"}


class Register(ReadView):
    """`auth/register`: the answer is the same whether or not somebody has an account."""

    authentication_classes = ()

    @extend_schema(**schema.REGISTER)
    def post(self, request: Request) -> HttpResponse:
        email, password = _credentials(request)
        limits.check(request._request, "signup", "Too many accounts were asked for from here.")
        form = SignUp({"email": email, "password1": password})
        if not form.is_valid():
            raise InvalidParameters("No account can be made of this.", errors=list(_errors(form)))
        form.sign_up(request._request)
        return answer({"email": email, "status": "verification_sent"}, HTTPStatus.ACCEPTED)


class LogIn(ReadView):
    """`auth/login`: a key for a day."""

    authentication_classes = ()

    @extend_schema(**schema.LOG_IN)
    def post(self, request: Request) -> HttpResponse:
        user = _known(request, *_credentials(request))
        if not EmailAddress.objects.filter(user=user, verified=True).exists():
            raise NotAllowed("This address is not verified yet: follow the link of the mail that was sent to it.")
        if has_second_factor(user):
            raise NotAllowed("This account has a second factor: make a key on its page and send that.")
        secret = log_in_key(by=user, now=now_utc())
        lasts = int(LOG_IN_LASTS.total_seconds())
        return answer({"access_token": secret.text, "token_type": "bearer", "expires_in": lasts})


def _credentials(request: Request) -> tuple[str, str]:
    """Address and password. Raises a Problem."""
    check_parameters(request)
    told = body_of(request, _MEMBERS)
    email, password = (text_of(told, name) for name in _MEMBERS)
    missing = [ParameterError(name, "is needed") for name in _MEMBERS if not text_of(told, name)]
    if missing:
        raise InvalidParameters("An address and a password are needed.", errors=missing)
    return email.strip().lower(), password


def _known(request: Request, email: str, password: str) -> User:
    """Whoever has this password. Raises NotSignedIn, TooManyRequests."""
    plain = request._request
    limits.check(plain, "login", "Too many log-ins from here.")
    adapter = get_adapter()
    try:
        # PostgreSQL can't be asked for a text with a zero; nobody's address has one.
        user = adapter.authenticate(plain, email=email.replace("\0", "\ufffd"), password=password)
    except ValidationError as error:
        assert adapter.over, "nothing else speaks against an attempt"
        raise TooManyRequests(error.messages[0], over=adapter.over) from None
    if not isinstance(user, User) or not user.is_active:
        words = "The e-mail address or the password is wrong."
        raise NotSignedIn(words, headers={"WWW-Authenticate": CHALLENGE})
    return user


def _errors(form: SignUp) -> Iterable[ParameterError]:
    for name, faults in form.errors.items():
        yield from (ParameterError(_MEMBER_OF.get(name, name), str(fault)) for fault in faults)
