"""`/accounts/profile/`: language, units, and the filters that the finder begins with."""

from dataclasses import dataclass
from urllib.parse import parse_qs

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts import profile
from accounts.models import User
from accounts.profile import Profile
from stations.search.query import StationQuery
from stations.web import filters, preferences, search_request
from stations.web.units import Units
from voltway.lib.problems import InvalidParameters

_OF_BROWSER = ("", gettext_lazy("As the browser says"))


class ProfileForm(forms.Form):
    """Language, units, mails."""

    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    units = forms.ChoiceField(
        label=gettext_lazy("Distances in"),
        required=False,
        choices=[_OF_BROWSER, (Units.KM, gettext_lazy("Kilometres")), (Units.MI, gettext_lazy("Miles"))],
    )
    usage_reports = forms.BooleanField(
        label=gettext_lazy("Mail me each month what my API keys were used for"), required=False
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        language = self.fields["language"]
        assert isinstance(language, forms.ChoiceField)
        language.choices = [_OF_BROWSER, *settings.LANGUAGES]


@dataclass(frozen=True, slots=True)
class Page:
    form: ProfileForm
    filters: filters.FilterForm


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def show(request: HttpRequest) -> HttpResponse:
    """The form; sent, it is kept and shown again."""
    user = request.user
    assert isinstance(user, User)
    if request.method != "POST":
        return _shown(request, ProfileForm(_kept(user)), user)
    form = ProfileForm(request.POST)
    if not form.is_valid():
        return _shown(request, form, user)
    asked = {name: [str(v) for v in given] for name, given in request.POST.lists() if name not in _own(form)}
    chosen = Profile(**form.cleaned_data, filters=preferences.canonical_filters(asked))
    profile.change_profile(by=user, to=chosen)
    messages.success(request, _("Kept."))
    answer = HttpResponseRedirect(reverse("profile"))
    profile.show_in(answer, user)
    return answer


def _kept(user: User) -> dict[str, object]:
    return {"language": user.language, "units": user.units, "usage_reports": user.usage_reports}


def _own(form: ProfileForm) -> set[str]:
    return {*form.fields, "csrfmiddlewaretoken"}


def _shown(request: HttpRequest, form: ProfileForm, user: User) -> HttpResponse:
    try:
        usual = search_request.read(parse_qs(user.filters)).asked
    except InvalidParameters:
        # A parameter or value that is no more.
        usual = StationQuery()
    page = Page(form, filters.form(usual, preferences.of(request).units))
    return render(request, "accounts/profile.html", {"page": page})
