"""`/accounts/privacy/`: take away all that is kept of me, or have it deleted."""

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts import privacy
from accounts.forms import EnterCodeAgain, Reauthenticate
from accounts.models import User
from accounts.second_factor import has_second_factor

_APP = "allauth.account"


@require_safe
@login_required
def show(request: HttpRequest) -> HttpResponse:
    """What is kept, and what can be done about it; `ready` is for whoever has just proved who they are."""
    proven = not is_reauthentication_required(request, app=_APP)
    return render(request, "accounts/privacy.html", {"proven": proven, "ready": proven and "ready" in request.GET})


@require_safe
@login_required
def download(request: HttpRequest) -> HttpResponse:
    """Everything as one file. A file changes no page: whoever has to prove first who they are comes back to ours."""
    if is_reauthentication_required(request, app=_APP):
        back = f"{reverse('privacy')}?ready"
        return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': back})}")
    now = timezone.now()
    answer = JsonResponse(privacy.everything_about(user=_user(request), now=now), json_dumps_params={"indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="voltway-{now:%Y-%m-%d}.json"'
    return answer


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def delete(request: HttpRequest) -> HttpResponse:
    """Asks for the password, and the code of whoever has a second factor; then nothing is left."""
    user = _user(request)
    if user.is_staff and request.method == "POST":
        raise PermissionDenied
    forms = _Proof(request, user)
    if request.method != "POST" or not forms.are_valid():
        return render(request, "accounts/delete.html", {"proof": forms})
    logout(request)
    privacy.delete_account(user=user)
    return render(request, "accounts/deleted.html")


class _Proof:
    """That it is them: the password, and the code where there is one."""

    def __init__(self, request: HttpRequest, user: User) -> None:
        given = request.POST if request.method == "POST" else None
        self.password = Reauthenticate(user=user, data=given)
        self.code = EnterCodeAgain(user=user, data=given) if has_second_factor(user) else None

    def are_valid(self) -> bool:
        # A code is used up by being looked at: not before the password is right.
        return self.password.is_valid() and (self.code is None or self.code.is_valid())


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
