"""People in the operator's console."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import privacy, verification
from accounts.keys.issue import revoke_log_ins
from accounts.models import User
from voltway.lib.listing import begins

# Django's own classes take no type; their stubs want one.
if TYPE_CHECKING:
    Base = DjangoUserAdmin[User]
    PasswordFormBase = AdminPasswordChangeForm[User]
else:
    Base, PasswordFormBase = DjangoUserAdmin, AdminPasswordChangeForm


class PasswordForm(PasswordFormBase):
    """A new password, from an operator."""

    def save(self, commit: bool = True) -> User:
        """With the end of all log-ins, as where its owner sets one."""
        user = super().save(commit)
        revoke_log_ins(by=user, now=timezone.now())
        return user


@admin.register(User)
class UserAdmin(Base):
    """Django's own, for users that are known by their e-mail address."""

    change_password_form = PasswordForm
    list_display = ("email", "first_name", "last_name", "is_staff", "is_active", "last_login")
    # Shows the field; `get_search_results` looks into the index.
    search_fields = ("email",)
    search_help_text = _("how the e-mail address begins")
    list_filter = ("is_staff", "is_superuser", "is_active", "groups")
    ordering = ("email",)
    sortable_by = ("email",)
    fieldsets = (
        (None, {"fields": ("email", "password")}),
        (_("Personal info"), {"fields": ("first_name", "last_name")}),
        (_("Permissions"), {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        (_("Important dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"classes": ("wide",), "fields": ("email", "usable_password", "password1", "password2")}),)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """Nobody takes the console away from themselves: the only administrator would have to be let in by a shell."""
        fixed = tuple(super().get_readonly_fields(request, obj))
        return (*fixed, "is_active", "is_staff", "is_superuser") if obj and obj.pk == request.user.pk else fixed

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[User], search_term: str
    ) -> tuple[QuerySet[User], bool]:
        """A range of the index of addresses, which are kept in small letters; also for fields that choose somebody."""
        term = search_term.strip().lower()
        return (queryset.filter(begins("email", term)) if term else queryset), False

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """The address that logs in is another table's."""
        super().save_model(request, obj, form, change)
        if change and "email" in form.changed_data:
            verification.change_address(of=obj, to=obj.email)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Whoever may delete people deletes what is theirs, too: keys and audit rows, which nobody deletes by hand."""
        shown, counts, _needed, protected = super().get_deleted_objects(objs, request)
        return shown, counts, set(), protected

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        """The one use-case, as where they do it themselves."""
        privacy.delete_account(user=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset:
            privacy.delete_account(user=user)
