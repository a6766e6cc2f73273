"""Fields of the console that choose a row by its key: named only to whoever may look at such rows.

`Choosing` is laid over every area as it is registered (`accounts.door`).
"""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect, ForeignKeyRawIdWidget
from django.contrib.auth import get_permission_codename
from django.db import models
from django.http import HttpRequest

from voltway.lib.listing import key_of

# Django's own class takes no type; its stubs want one.
if TYPE_CHECKING:
    Base = admin.ModelAdmin[models.Model]
else:
    Base = object


class Unnamed(ForeignKeyRawIdWidget):
    """The key alone. Django's own says of any key that is typed, or stands in the address, whose it is."""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        return {**super().get_context(name, value, attrs), "related_url": None, "link_label": None}


class Suggested(AutocompleteSelect):
    """Rows that are suggested while one types. Django's own asks the database for whatever stands in the address."""

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        keys = [text for text in value if key_of(self.field.related_model, text) is not None]
        return super().optgroups(name, keys, attr)


class Choosing(Base):
    """An area whose forms tell nobody of rows that they may not look at."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **more: Any) -> Any:
        using = more.get("using")
        if db_field.name in self.raw_id_fields and not _may_look(request, db_field.related_model):
            more["widget"] = Unnamed(db_field.remote_field, self.admin_site, using=using)
        elif db_field.name in self.get_autocomplete_fields(request):
            more["widget"] = Suggested(db_field, self.admin_site, using=using)
        return super().formfield_for_foreignkey(db_field, request, **more)


def _may_look(request: HttpRequest, model: type[models.Model]) -> bool:
    """By the right to view or to change, as Django's own areas have it."""
    names = (get_permission_codename(action, model._meta) for action in ("view", "change"))
    return any(request.user.has_perm(f"{model._meta.app_label}.{name}") for name in names)
