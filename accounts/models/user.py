"""A person: known by e-mail address, without a user name."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from stations.search.query import MAX_QUERY
from stations.web.units import Units


class EmailUserManager(UserManager["User"]):
    """Makes users from an e-mail address instead of a user name."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":  # type: ignore[override]
        """A user; the address is kept in lower case, so that one person can't sign up twice.

        Raises ValueError without an address.
        """
        if not email:
            raise ValueError("a user needs an e-mail address")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """Whoever logs in with this address, however they typed it."""
        return super().get_by_natural_key(username.lower() if username else username)

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":  # type: ignore[override]
        """An operator with every right."""
        # Here, not above: its tables have keys to this one.
        from allauth.account.models import EmailAddress

        user = self.create_user(email, password, is_staff=True, is_superuser=True, **fields)
        # Whoever has the command line need not show by mail that the address is theirs.
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user


class User(AbstractUser):
    """Whoever logs in: a driver, a developer or an operator."""

    username = None  # type: ignore[assignment]
    withheld: ClassVar = frozenset({"password"})

    email = models.EmailField(_("e-mail address"), unique=True)
    # What pages are shown in; empty: as the browser says.
    language = models.CharField(_("language"), max_length=10, blank=True, db_default="", default="")
    units = models.CharField(
        _("distances in"),
        max_length=2,
        blank=True,
        db_default="",
        default="",
        choices=[(u.value, u.value) for u in Units],
    )
    # Parameters of a search, as `stations.web.links` writes them: what the finder begins with.
    filters = models.CharField(max_length=MAX_QUERY, blank=True, db_default="", default="", editable=False)

    # Whether they want the monthly mail of what their keys were used for.
    usage_reports = models.BooleanField(_("monthly report of key usage"), db_default=True, default=True)

    objects: ClassVar[EmailUserManager] = EmailUserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            # Two spellings of one address are one person.
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="accounts_user_email_lower_case"),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def has_verified_email(self) -> bool:
        """Whether mail reaches them: asked before what a moderator has to answer."""
        # Here, not above: its tables have keys to this one.
        from allauth.account.models import EmailAddress

        return bool(EmailAddress.objects.filter(user=self, verified=True).exists())

    def holds(self, address: str) -> bool:
        """Whether an e-mail address was shown to be theirs."""
        from allauth.account.models import EmailAddress

        return bool(EmailAddress.objects.filter(user=self, verified=True, email__iexact=address).exists())

    def clean(self) -> None:
        """Keep the address in lower case, however it was typed."""
        super().clean()
        self.email = self.email.lower()
