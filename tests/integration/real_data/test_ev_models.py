"""The catalogue of Open EV Data as published: every model has inlets, or a reason for which it has none."""

import pytest

from accounts.models import VehicleModel
from accounts.vehicles.catalogue import search_models
from accounts.vehicles.facts import read_facts
from accounts.vehicles.import_models import import_models
from tests.surroundings import real_data

pytestmark = [pytest.mark.real_data, pytest.mark.django_db]


def test_the_published_file_is_imported_once() -> None:
    path = real_data() / "ev_models" / "open_ev_data.json.gz"
    done = import_models(path)
    assert (done.added, dict(done.refused)) == (1_289, {"ports": 10, "pending": 22})
    again = import_models(path)
    assert (again.added, again.changed, again.unchanged, again.gone) == (0, 0, 1_289, 0)
    assert search_models("volkswagen id.3 2020").models


def test_every_model_is_a_car_that_can_be_kept() -> None:
    import_models(real_data() / "ev_models" / "open_ev_data.json.gz")
    for model in VehicleModel.objects.all():
        figures = {name: getattr(model, name) for name in ("battery_capacity", "max_ac_power", "max_dc_power")}
        read_facts({"name": str(model)[:60], "inlets": model.inlets, "model": model.uid, **figures})
    assert not VehicleModel.objects.filter(max_ac_power__gt=43_000).exists()
