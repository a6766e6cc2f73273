"""The forms of allauth in our words, and what they do for those who are not to be found out about."""

from typing import Any, ClassVar

from allauth.account import forms
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.mfa.base import forms as code_forms
from allauth.mfa.totp import forms as app_forms
from django.db import IntegrityError, transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.limits import may_be_written_to
from accounts.models import User
from accounts.verification import give_way
from stations.web.words import Text

_LABELS: dict[str, Text] = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "password": _("Password"),
    "oldpassword": _("Your password now"),
    "password1": _("Password"),
    "remember": _("Stay logged in on this device"),
    "code": _("Code"),
}
_PASSWORD_RULES = _("10 characters or more; not a common one, and nothing like your address.")


class InOurWords(Form):
    """Labels above fields instead of words in them; a new password is asked for once."""

    labels: ClassVar[dict[str, Text]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("password2", None)
        for name, field in self.fields.items():
            field.label = str(self.labels.get(name) or _LABELS[name])
            field.help_text = _PASSWORD_RULES if name == "password1" else ""
            field.widget.attrs.pop("placeholder", None)
        if "code" in self.fields:
            self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autocapitalize": "off", "spellcheck": "false"}


class LogIn(InOurWords, forms.LoginForm):
    """Address and password."""


class SignUp(InOurWords, forms.SignupForm):
    """Address and password of somebody new; whoever has an account is told so by mail alone."""

    account_already_exists: bool

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        user = self._made(request)
        return (user, None) if user else super().try_save(request)

    def sign_up(self, request: HttpRequest) -> None:
        """The same without pages: nobody is logged in, and only the mail tells what became of it."""
        user = self._made(request)
        if user:
            EmailAddress.objects.get(user=user).send_confirmation(request, signup=True)
        else:
            get_adapter().send_account_already_exists_mail(self.cleaned_data["email"])

    def _made(self, request: HttpRequest) -> User | None:
        """The new account; None where somebody has one, which takes as long."""
        email = self.cleaned_data["email"]
        try:
            with transaction.atomic():
                # Where no mail may be sent, the link of the latest one stays good.
                if may_be_written_to(request, email, counts=False):
                    give_way(email)
                self.validate_unique_email(email)
                if not self.account_already_exists:
                    user: User = self.save(request)
                    return user
        except IntegrityError:
            # Another sign-up of this address, at the same time.
            self.account_already_exists = True
            return None
        User().set_password(self.cleaned_data["password1"])
        return None


class ChangeAddress(InOurWords, forms.AddEmailForm):
    """Another address."""

    labels: ClassVar = {"email": _("New e-mail address")}


class ChangePassword(InOurWords, forms.ChangePasswordForm):
    """Another password."""

    labels: ClassVar = {"password1": _("New password")}


class SetPassword(InOurWords, forms.SetPasswordForm):
    """A password for an account without one."""


class AskForReset(InOurWords, forms.ResetPasswordForm):
    """The address to which a link is sent."""


class ResetPassword(InOurWords, forms.ResetPasswordKeyForm):
    """The new password, for whoever came by the link."""

    labels: ClassVar = {"password1": _("New password")}


class Reauthenticate(InOurWords, forms.ReauthenticateForm):
    """The password once more."""


class EnterCode(InOurWords, code_forms.AuthenticateForm):
    """A code of the app, or a recovery code."""

    labels: ClassVar = {"code": _("Code of your app, or a recovery code")}


class EnterCodeAgain(InOurWords, code_forms.ReauthenticateForm):
    """The same, by whoever is logged in."""

    labels: ClassVar = {"code": _("Code of your app, or a recovery code")}


class ActivateApp(InOurWords, app_forms.ActivateTOTPForm):
    """The first code of an app."""

    labels: ClassVar = {"code": _("Code that the app shows")}
