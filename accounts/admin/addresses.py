"""Addresses of mail in the console: allauth's own area, whose action writes nothing down."""

from allauth.account import signals
from allauth.account.admin import EmailAddressAdmin
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from voltway.lib.acts import Act, Asked
from voltway.lib.listing import Sought, begins

admin.site.unregister(EmailAddress)


def _verify(_asked: Asked, address: EmailAddress) -> bool:
    if address.verified or not address.set_verified():
        return False
    signals.email_confirmed.send(sender=EmailAddress, request=None, email_address=address)
    return True


@admin.register(EmailAddress)
class AddressAdmin(Sought, EmailAddressAdmin):  # type: ignore[misc]
    """Whose they are, and whether they were verified."""

    actions = ()
    list_select_related = ("user",)
    search_help_text = _("how the e-mail address begins")
    # As they came: by address, those of a filter would be sorted.
    ordering = ("-pk",)
    sortable_by = ()
    acts = (
        Act(
            "make_verified",
            _("Mark as verified"),
            _("Their owners log in with them, as if they had followed the link of the mail."),
            _verify,
            lambda count: ngettext("%d address is verified.", "%d addresses are verified.", count) % count,
            keeps=("verified",),
            concerns=lambda address: not address.verified,
            lasting=_("What was verified by mistake is changed on the address's own page."),
        ),
    )

    def sought(self, term: str) -> Q:
        return begins("email", term.lower())
