"""Pages of the console with the words of the field explained, and the zone beside a time that is asked for.

`Explained` is laid over every area as it is registered (`accounts.door`).
"""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from stations.glossary import words_about

# Django's own class takes no type; its stubs want one.
if TYPE_CHECKING:
    Base = admin.ModelAdmin[models.Model]
else:
    Base = object


class Explained(Base):
    """An area whose list and forms name their words of the field below."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        words = words_about(str(self.opts.model_name), map(str, self.get_list_display(request)))
        return super().changelist_view(request, {"glossary": words, **(extra_context or {})})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **more: Any
    ) -> HttpResponse:
        fields = flatten_fieldsets(self.get_fieldsets(request, context.get("original")))
        context["glossary"] = words_about(str(self.opts.model_name), map(str, fields))
        return super().render_change_form(request, context, *args, **more)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **more: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **more)
        if field and isinstance(db_field, models.DateTimeField):
            field.label = _("%s (UTC)") % field.label
            # Django's own two fields of it have no label each.
            for part, words in zip(getattr(field.widget, "widgets", ()), (_("date"), _("time")), strict=False):
                part.attrs["aria-label"] = f"{field.label}: {words}"
        return field
