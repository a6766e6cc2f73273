"""The last look: nameless records are refused, removed places skipped, all else passes."""

import pytest

from stations.sources.base import NotCharging, Refused
from tests.fakes.records import BuildEvse, BuildStation, Run

STEP = "step_90_publishable"


@pytest.mark.parametrize(
    ("native_id", "rule"),
    [
        ("", "native_id_missing"),
        ("  ", "native_id_missing"),
        ("x" * 201, "native_id_unusable"),
        ("a\x00b", "native_id_unusable"),
    ],
)
def test_a_record_that_its_source_can_not_name_is_refused(
    run: Run, station: BuildStation, native_id: str, rule: str
) -> None:
    with pytest.raises(Refused) as refused:
        run(STEP, station(native_id=native_id))
    assert (refused.value.rule, refused.value.field) == (rule, "id")


def test_a_place_whose_evses_are_all_removed_is_skipped(run: Run, station: BuildStation, evse: BuildEvse) -> None:
    with pytest.raises(NotCharging, match=r"^removed$"):
        run(STEP, station(evses=(evse(status="REMOVED"), evse(uid="e2", status="REMOVED"))))


@pytest.mark.parametrize("statuses", [("REMOVED", "AVAILABLE"), ("PLANNED",), ("AVAILABLE", "REMOVED"), (None,), ()])
def test_all_other_places_pass(
    run: Run, station: BuildStation, evse: BuildEvse, statuses: tuple[str | None, ...]
) -> None:
    before = station(evses=tuple(evse(uid=str(i), status=status) for i, status in enumerate(statuses)))
    assert run(STEP, before).record is before
