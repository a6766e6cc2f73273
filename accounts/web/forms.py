"""What the pages of keys ask for."""

from datetime import datetime, timedelta
from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.keys.issue import OVERLAP_WORDS, Overlap
from voltway.lib.access import Scope

SCOPE_WORDS: Final = {
    Scope.READ: _("read stations, operators and sources"),
    Scope.WRITE: _("change what is yours, such as favourites"),
    Scope.BULK: _("send an operator's own stations"),
    Scope.EXPORT: _("ask for files of stations"),
}
_LIFETIMES: Final = {"30": _("30 days"), "90": _("90 days"), "365": _("a year"), "": _("until it is revoked")}


class KeyForm(forms.Form):
    """A new key."""

    name = forms.CharField(label=_("Name"), max_length=60, help_text=_("What it is for, such as “Home automation”."))
    scopes = forms.MultipleChoiceField(
        label=_("It may"), choices=[(scope.value, words) for scope, words in SCOPE_WORDS.items()],
        widget=forms.CheckboxSelectMultiple, initial=[Scope.READ.value],
    )  # fmt: skip
    lifetime = forms.ChoiceField(label=_("It lasts"), choices=list(_LIFETIMES.items()), initial="365", required=False)

    def chosen(self) -> frozenset[Scope]:
        return frozenset(Scope(word) for word in self.cleaned_data["scopes"])

    def expires_at(self, now: datetime) -> datetime | None:
        days = self.cleaned_data["lifetime"]
        return now + timedelta(days=int(days)) if days else None


class RotateForm(forms.Form):
    """How long the former key goes on."""

    overlap = forms.ChoiceField(
        label=_("The former key"), choices=[(one.value, words) for one, words in OVERLAP_WORDS.items()],
        initial=Overlap.DAY.value,
    )  # fmt: skip
