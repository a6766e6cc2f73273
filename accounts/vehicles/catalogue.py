"""Models of cars to choose from: the imported catalogue, or a short list of ours while there is none."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from accounts.models import VehicleModel
from accounts.vehicles.builtin import MODELS
from accounts.vehicles.facts import MAX_NAME, VehicleFacts
from voltway.lib.text import tokens

SHOWN: Final = 30


@dataclass(frozen=True, slots=True)
class Found:
    """Models that were looked for. `imported`: from Open EV Data, whose name has to be shown with them."""

    models: list[VehicleModel]
    more: bool
    imported: bool


def search_models(text: str) -> Found:
    """Models whose brand, name and year hold every word that is asked for, as it begins; all of them for none."""
    imported = VehicleModel.objects.exists()
    words = tokens(text)
    models = _stored(words) if imported else [one for one in _built_in() if _holds(one.search_text, words)]
    shown = list(models[: SHOWN + 1])
    return Found(shown[:SHOWN], len(shown) > SHOWN, imported)


def model_of(uid: str) -> VehicleModel | None:
    """A model by its uid; None where there is none."""
    built_in = next((one for one in _built_in() if one.uid == uid), None)
    return built_in or VehicleModel.objects.filter(uid=uid).first()


def facts_of(model: VehicleModel) -> VehicleFacts:
    """A car of this model."""
    return VehicleFacts(
        name=f"{model.brand} {model.name}"[:MAX_NAME],
        inlets=tuple(model.inlets),
        battery_capacity=model.battery_capacity,
        max_ac_power=model.max_ac_power,
        max_dc_power=model.max_dc_power,
        model_uid=model.uid,
    )


def searchable(brand: str, name: str, year: int | None) -> str:
    """What a model is found by: every word with a space before it, so that words are found where they begin."""
    return "".join(f" {word}" for word in tokens(f"{brand} {name} {year or ''}"))[:300]


def _stored(words: Iterable[str]) -> list[VehicleModel]:
    found = VehicleModel.objects.order_by("brand", "name", "-year", "uid")
    for word in words:
        found = found.filter(search_text__contains=f" {word}")
    return list(found[: SHOWN + 1])


def _built_in() -> list[VehicleModel]:
    return [
        VehicleModel(
            uid=f"voltway:{brand} {name} {year}".lower().replace(" ", "-")[:60],
            brand=brand,
            name=name,
            year=year,
            battery_capacity=battery,
            inlets=list(inlets),
            max_ac_power=ac,
            max_dc_power=dc,
            search_text=searchable(brand, name, year),
        )
        for brand, name, year, battery, inlets, ac, dc in MODELS
    ]


def _holds(text: str, words: Iterable[str]) -> bool:
    return all(f" {word}" in text for word in words)
