"""A garage: cars are kept by the id that their owner's program makes, one of them is chosen; the catalogue's import."""

import gzip
import json
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from accounts.models import User, Vehicle, VehicleModel
from accounts.vehicles import keep
from accounts.vehicles.catalogue import model_of, search_models
from accounts.vehicles.facts import VehicleFacts
from accounts.vehicles.import_models import import_models
from accounts.vehicles.keep import choose_vehicle, drop_vehicle, keep_vehicle
from tests.world import NOW
from voltway.lib.problems import Conflict, NotFound

FACTS = VehicleFacts("Blue", ("CCS_2",), max_dc_power=120_000)


def add(by: User, name: str = "Blue", *, chosen: bool = False) -> UUID:
    uid = uuid4()
    keep_vehicle(by=by, uid=uid, facts=VehicleFacts(name, ("CCS_2",), chosen=chosen), now=NOW)
    return uid


def chosen(by: User) -> list[str]:
    return list(Vehicle.objects.filter(user=by, chosen=True).values_list("name", flat=True))


def test_the_same_car_sent_twice_is_one_car(alice: User) -> None:
    uid = uuid4()
    assert keep_vehicle(by=alice, uid=uid, facts=FACTS, now=NOW)[1]
    car, is_new = keep_vehicle(by=alice, uid=uid, facts=VehicleFacts("Red", ("TYPE_2",)), now=NOW)
    assert (is_new, car.name, car.inlets, car.max_dc_power, car.chosen) == (False, "Red", ["TYPE_2"], None, True)
    assert Vehicle.objects.count() == 1


def test_the_same_id_of_two_people_is_two_cars(alice: User, bob: User) -> None:
    uid = uuid4()
    for person in (alice, bob):
        assert keep_vehicle(by=person, uid=uid, facts=FACTS, now=NOW)[1]
    drop_vehicle(by=bob, uid=uid)
    assert Vehicle.objects.get().user == alice


def test_one_car_is_chosen_whatever_comes_and_goes(alice: User) -> None:
    first, second = add(alice, "first"), add(alice, "second")
    assert chosen(alice) == ["first"]
    choose_vehicle(by=alice, uid=second)
    assert chosen(alice) == ["second"]
    third = add(alice, "third", chosen=True)
    assert chosen(alice) == ["third"]
    drop_vehicle(by=alice, uid=third)
    assert chosen(alice) == ["second"]
    for uid in (first, second):
        drop_vehicle(by=alice, uid=uid)
    assert not Vehicle.objects.exists()


def test_a_car_of_somebody_else_is_none(alice: User, bob: User) -> None:
    uid = add(alice)
    for act in (choose_vehicle, drop_vehicle):
        with pytest.raises(NotFound):
            act(by=bob, uid=uid)
    assert chosen(alice) == ["Blue"]


def test_no_more_cars_are_kept_than_the_limit(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keep, "MAX_VEHICLES", 1)
    uid = add(alice)
    with pytest.raises(Conflict):
        add(alice)
    keep_vehicle(by=alice, uid=uid, facts=VehicleFacts("Renamed", ("CCS_2",)), now=NOW)
    assert Vehicle.objects.get().name == "Renamed"


@pytest.mark.parametrize("wrong", [{"max_ac_power": 0}, {"battery_capacity": 0}, {"chosen": True}])
def test_the_database_holds_what_must_hold(wrong: dict[str, Any], alice: User) -> None:
    add(alice)
    with pytest.raises(IntegrityError), transaction.atomic():
        Vehicle.objects.create(user=alice, uid=uuid4(), name="x", inlets=["CCS_2"], added_at=NOW, **wrong)


def model(uid: str, **more: Any) -> dict[str, Any]:
    return {
        "id": uid, "brand": "Volta", "model": "One", "variant": "", "release_year": 2024, "usable_battery_size": 50,
        "ac_charger": {"ports": ["type2"], "max_power": 11}, "dc_charger": {"ports": ["ccs"], "max_power": 100}, **more,
    }  # fmt: skip


@pytest.fixture
def write(tmp_path: Path) -> Any:
    def written(*models: Any) -> Path:
        path = tmp_path / "models.json.gz"
        path.write_bytes(gzip.compress(json.dumps({"data": models}).encode()))
        return path

    return written


@pytest.mark.django_db
def test_a_catalogue_is_imported_and_imported_again(write: Any) -> None:
    done = import_models(write(model("a"), model("b", model="Two"), model("c", ac_charger=None), "nonsense"))
    assert (done.added, done.changed, dict(done.refused)) == (2, 0, {"ports": 1, "id": 1})
    again = import_models(write(model("a"), model("d"), model("b", model="Two", usable_battery_size=60)))
    assert (again.added, again.changed, again.unchanged, again.gone) == (1, 1, 1, 0)
    last = import_models(write(model("a")))
    assert (last.unchanged, last.gone) == (1, 2)
    assert VehicleModel.objects.get().battery_capacity == 50_000


@pytest.mark.django_db
def test_an_imported_catalogue_takes_the_place_of_the_short_list(write: Any) -> None:
    import_models(write(model("a"), *(model(f"m{n}", model=f"Many {n:02}") for n in range(40))))
    assert [one.name for one in search_models("volta one").models] == ["One"]
    many = search_models("volta")
    assert (len(many.models), many.more, many.imported) == (30, True, True)
    assert search_models("volkswagen").models == []
    assert search_models("olta").models == []
    found = model_of("open-ev-data:a")
    assert found
    assert (found.brand, model_of("nothing")) == ("Volta", None)


@pytest.mark.django_db
def test_the_command_says_what_became_of_the_models(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_vehicles", file=write(model("a"), model("b", brand="")))
    assert capsys.readouterr().out == "1 models added, 0 changed, 0 unchanged, 0 dropped.\n1 refused: name\n"


@pytest.mark.django_db
@pytest.mark.parametrize("content", [b"{", b"[]", b'{"data": []}', b'{"data": 5}'])
def test_a_file_that_is_no_catalogue_changes_nothing(content: bytes, write: Any, tmp_path: Path) -> None:
    import_models(write(model("a")))
    path = tmp_path / "bad.json"
    path.write_bytes(content)
    with pytest.raises(CommandError, match="can't be read"):
        call_command("import_vehicles", file=path)
    with pytest.raises(CommandError):
        call_command("import_vehicles", file=tmp_path / "absent.json.gz")
    assert VehicleModel.objects.count() == 1
