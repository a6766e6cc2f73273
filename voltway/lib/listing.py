"""Lists of the console over tables of any size: none is counted whole, none is read for the values of a filter.

`Listed` is laid over every area as it is registered (`accounts.door`).
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import BadRequest, ValidationError
from django.core.paginator import Paginator
from django.db import connection, models
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

# Rows that a list counts and turns pages through. Whoever looks for others filters or searches.
COUNTED: Final = 5_000
# Choices that a filter names.
_CHOICES: Final = 100
# Behind every text that begins with what stands before it.
_LAST: Final = "\U0010ffff"

# Django's own class takes no type; its stubs want one.
if TYPE_CHECKING:
    Base = admin.ModelAdmin[Any]
else:
    Base = object


class Pages(Paginator):  # type: ignore[type-arg]
    """Pages of the first rows: a table of millions is not counted for a number that nobody needs."""

    @cached_property
    def more(self) -> bool:
        """Whether there are more than are counted."""
        return self._found > COUNTED

    @cached_property
    def count(self) -> int:
        return min(self._found, COUNTED)

    @cached_property
    def _found(self) -> int:
        rows: Any = self.object_list
        return int(rows.order_by().values("pk")[: COUNTED + 1].count())


class Rows(ChangeList):
    """Rows of a page first, and what they refer to by its keys after it."""

    def apply_select_related(self, qs: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """Looked up instead of joined: with a join SQLite may begin at the other table, and sort all rows of it."""
        named: Any = self.list_select_related
        shown = {str(name) for name in self.list_display}
        return qs.prefetch_related(
            *(named or (one.name for one in self.model._meta.fields if one.many_to_one and one.name in shown))
        )


class Listed(Base):
    """An area whose list is as fast for millions of rows as for ten."""

    paginator = Pages
    show_full_result_count = False
    # Facets count the whole table once for each choice.
    show_facets = admin.ShowFacets.NEVER

    def get_changelist(self, request: HttpRequest, **_kwargs: Any) -> type[ChangeList]:
        return Rows

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """A number that no column has room for is a filter that can't be read, not a fault of ours."""
        try:
            return super().get_changelist_instance(request)
        except OverflowError as error:
            raise IncorrectLookupParameters from error

    def response_action(  # type: ignore[override]
        self, request: HttpRequest, queryset: models.QuerySet[Any]
    ) -> HttpResponse | None:
        """Raises BadRequest where what is chosen is no key."""
        if any(key_of(self.model, text) is None for text in request.POST.getlist(ACTION_CHECKBOX_NAME)):
            raise BadRequest
        return super().response_action(request, queryset)


class Sought:
    """An area whose search is one look into an index, by the whole term. Django's own is LIKE: no index serves it."""

    def sought(self, term: str) -> models.Q:
        """Rows of that term."""
        raise NotImplementedError

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        term = search_term.strip()
        return (queryset.filter(self.sought(term)) if term else queryset), False


class Values(admin.FieldListFilter):
    """By a column of few values: they are found by steps along an index that begins with it."""

    def __init__(
        self, field: Any, request: HttpRequest, params: Any, model: Any, model_admin: Any, field_path: str
    ) -> None:
        self.lookup_kwarg, self.model = field_path, model
        super().__init__(field, request, params, model, model_admin, field_path)
        chosen: Any = self.used_parameters.get(field_path)
        self.chosen = chosen[-1] if isinstance(chosen, list) else chosen
        self.values = list(values_of(model, field.name))

    def expected_parameters(self) -> list[str | None]:
        return [self.lookup_kwarg]

    def choices(self, changelist: Any) -> Iterator[Any]:
        query = changelist.get_query_string
        yield {"selected": self.chosen is None, "query_string": query(remove=[self.lookup_kwarg]), "display": _("All")}
        for value in self.values:
            address = query({self.lookup_kwarg: value})
            yield {"selected": self.chosen == value, "query_string": address, "display": self.words(value)}

    def words(self, value: str) -> str:
        """What a value is called."""
        return value or "-"


class Happened(admin.EmptyFieldListFilter):
    """By whether a column has a moment, in words that an index of such rows knows: Django says NOT (… IS NULL)."""

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any] | None:
        if self.lookup_val == "0":
            return queryset.filter(**{f"{self.field_path}__isnull": False})
        return super().queryset(request, queryset)


def key_of(model: type[models.Model], text: str) -> Any:
    """What a text says as the key of a row; None where no row can have it."""
    try:
        return model._meta.pk.clean(text, None)
    except ValidationError:
        return None


def begins(column: str, term: str) -> models.Q:
    """Texts that begin so, as a range of the column's index; LIKE reads the whole table on most databases."""
    return models.Q((f"{column}__gte", term), (f"{column}__lt", term + _LAST))


def values_of(model: type[models.Model], name: str) -> Iterator[str]:
    """The different values of a column, a look into its index for each; DISTINCT would read all of it."""
    quoted = connection.ops.quote_name
    table, column = quoted(model._meta.db_table), quoted(name)
    sql = (
        f"WITH RECURSIVE step(value) AS (SELECT MIN({column}) FROM {table} UNION ALL "
        f"SELECT (SELECT MIN({column}) FROM {table} WHERE {column} > step.value) FROM step WHERE step.value IS NOT NULL"
        f") SELECT value FROM step WHERE value IS NOT NULL LIMIT {_CHOICES}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        yield from (value for (value,) in cursor.fetchall())
