"""Fills the catalogue of car models from a file: what the file no longer has goes, for no car depends on it."""

import gzip
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import orjson
from django.db import transaction
from django.forms.models import model_to_dict

from accounts.models import VehicleModel
from accounts.vehicles.open_ev_data import PREFIX, read_model
from voltway.lib.batches import read_all

MAX_BYTES: Final = 100_000_000
_COLUMNS: Final = ("brand", "name", "year", "battery_capacity", "inlets", "max_ac_power", "max_dc_power", "search_text")


class UnreadableFile(Exception):
    """A file that is no such catalogue; its words say why."""


@dataclass(slots=True)
class Imported:
    """What became of the models. `refused`: how many broke which rule."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    refused: Counter[str] = field(default_factory=Counter)


def import_models(path: Path) -> Imported:
    """Read a file of Open EV Data, packed or not. Raises UnreadableFile, and then nothing is changed."""
    read = read_all(_rows(path), read_model)
    models = {model.uid: model for _, model in read.good}
    if not models:
        raise UnreadableFile("it holds no model that can be used")
    result = Imported(refused=Counter(error.rule for error in read.errors))
    with transaction.atomic():
        there = {one.uid: one for one in VehicleModel.objects.filter(uid__startswith=PREFIX)}
        _count(models, there, result)
        VehicleModel.objects.filter(uid__in=there.keys() - models.keys()).delete()
        VehicleModel.objects.bulk_create(
            models.values(), batch_size=500, update_conflicts=True, unique_fields=["uid"], update_fields=_COLUMNS
        )
    return result


def _rows(path: Path) -> list[Any]:
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise UnreadableFile(f"it is larger than {MAX_BYTES // 1_000_000} MB")
        document = orjson.loads(content)
    except orjson.JSONDecodeError:
        raise UnreadableFile("it is not JSON") from None
    except (OSError, EOFError) as error:
        raise UnreadableFile(str(error)) from None
    rows = document.get("data") if isinstance(document, dict) else None
    if not isinstance(rows, list):
        raise UnreadableFile('it holds no list "data"')
    return rows


def _count(models: dict[str, VehicleModel], there: dict[str, VehicleModel], result: Imported) -> None:
    for uid, model in models.items():
        if uid not in there:
            result.added += 1
        elif model_to_dict(model, _COLUMNS) == model_to_dict(there[uid], _COLUMNS):
            result.unchanged += 1
        else:
            result.changed += 1
    result.gone = len(there.keys() - models.keys())
