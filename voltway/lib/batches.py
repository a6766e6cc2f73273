"""Rows written in chunks: what is wrong with one is told by its number and field, the rest is kept or taken back."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, models, transaction

from voltway.lib import bulk

In = TypeVar("In")
Out = TypeVar("Out")
Row = Sequence[Any]

CHUNK: Final = 1_000
_LONGEST: Final = 300


class Keep(StrEnum):
    """What is kept of rows of which some can't be written."""

    GOOD = "good"
    ALL_OR_NOTHING = "all_or_nothing"


class RowRefused(Exception):
    """A row that can't be written: a constant name of the rule, the field at fault, words for its sender."""

    def __init__(self, rule: str, at: str, message: str) -> None:
        super().__init__(message)
        self.rule, self.at, self.message = rule, at, message[:_LONGEST]


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong with the row of a number, counted from 0."""

    row: int
    rule: str
    field: str
    message: str


@dataclass(slots=True)
class Outcome(Generic[Out]):
    """Rows that were written (or are fit to be), with their numbers, and those that were not."""

    good: list[tuple[int, Out]] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    # False where all was taken back because of the errors.
    kept: bool = True


class _TakenBack(Exception):
    """Ends a transaction without an effect."""


def read_all(rows: Iterable[In], read: Callable[[In], Out]) -> Outcome[Out]:
    """Every row as `read` gives it, or the reason for which it raised RowRefused. Writes nothing."""
    outcome: Outcome[Out] = Outcome()
    for number, row in enumerate(rows):
        try:
            outcome.good.append((number, read(row)))
        except RowRefused as refused:
            outcome.errors.append(RowError(number, refused.rule, refused.at, refused.message))
    return outcome


def save_all(
    found: Outcome[Out], save: Callable[[list[Out]], None], *, keep: Keep = Keep.GOOD, size: int = CHUNK
) -> Outcome[Out]:
    """Give the good rows to `save` in chunks, each in a transaction; what the database refuses becomes an error.

    A chunk that it refuses is halved until the row at fault is found, so `save` must leave nothing behind but what the
    transaction takes back. With ALL_OR_NOTHING nothing is written while there is any error.
    """
    saved: Outcome[Out] = Outcome(errors=list(found.errors))
    if keep is Keep.ALL_OR_NOTHING and found.errors:
        return Outcome(errors=saved.errors, kept=False)
    try:
        with transaction.atomic() if keep is Keep.ALL_OR_NOTHING else nullcontext():
            for chunk in bulk.chunks(found.good, size):
                _save(chunk, save, saved)
            if keep is Keep.ALL_OR_NOTHING and saved.errors:
                raise _TakenBack
    except _TakenBack:
        return Outcome(errors=saved.errors, kept=False)
    saved.errors.sort(key=lambda error: error.row)
    return saved


def insert(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row], *, keep: Keep = Keep.GOOD) -> Any:
    """Insert rows given in the order of `columns`, each checked by the model's fields. Returns an Outcome of rows."""
    return save_all(
        read_all(rows, _checked(model, columns)), lambda chunk: bulk.insert(model, columns, chunk), keep=keep
    )


def update(
    model: type[models.Model],
    columns: Sequence[str],
    rows: Iterable[Row],
    *,
    key: str = "id",
    keep: Keep = Keep.GOOD,
) -> Any:
    """Overwrite `columns` of rows found by `key`, with which each row ends; a key that nobody has is an error."""
    listed = list(rows)
    there = {found[0] for found in _there(model, key, [row[-1] for row in listed if row])}
    check = _checked(model, [*columns, key])

    def read(row: Row) -> Row:
        checked = check(row)
        if checked[-1] not in there:
            raise RowRefused("not_found", key, f"there is no row with {key} {row[-1]}")
        return checked

    return save_all(read_all(listed, read), lambda chunk: bulk.update(model, columns, chunk, key=key), keep=keep)


def _there(model: type[models.Model], key: str, keys: Iterable[Any]) -> Iterable[tuple[Any, ...]]:
    for chunk in bulk.chunks(keys, bulk.IN_CHUNK):
        try:
            yield from model._base_manager.filter(**{f"{key}__in": chunk}).values_list(key)
        except (ValueError, TypeError):
            # A key that is none: its row is told so when it is checked.
            continue


def _save(chunk: list[tuple[int, Out]], save: Callable[[list[Out]], None], saved: Outcome[Out]) -> None:
    try:
        with transaction.atomic():
            save([row for _, row in chunk])
    except (IntegrityError, DataError) as error:
        if len(chunk) == 1:
            saved.errors.append(RowError(chunk[0][0], "database", "", str(error).splitlines()[0][:_LONGEST]))
            return
        middle = len(chunk) // 2
        for half in (chunk[:middle], chunk[middle:]):
            _save(half, save, saved)
    else:
        saved.good += chunk


def _checked(model: type[models.Model], columns: Sequence[str]) -> Callable[[Row], Row]:
    """Raises RowRefused for a row whose values its fields don't take."""
    by_column: Mapping[str | None, Any] = {one.column: one for one in model._meta.concrete_fields}
    fields = [(name, by_column[name]) for name in columns]

    def read(row: Row) -> Row:
        if len(row) != len(fields):
            raise RowRefused("length", "", f"it has {len(row)} values instead of {len(fields)}")
        return [_value(name, one, value) for (name, one), value in zip(fields, row, strict=True)]

    return read


def _value(name: str, one: Any, value: Any) -> Any:
    if value is None and one.null:
        return None
    try:
        # Whether what a foreign key names exists, the database knows.
        return one.target_field.clean(value, None) if one.is_relation else one.clean(value, None)
    except ValidationError as error:
        raise RowRefused(error.error_list[0].code or "invalid", name, "; ".join(error.messages)) from None
