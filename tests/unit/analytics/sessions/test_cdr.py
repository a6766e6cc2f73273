"""OCPI charge detail records of 2.2.1 and 2.3.0 are read, however they stand in the file."""

import gzip
import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from analytics.sessions.cdr import Cdrs
from analytics.sessions.layout import UnreadableFile, Usual
from analytics.sessions.record import Doubt, SessionRecord
from voltway.lib.batches import RowRefused

CDR: dict[str, Any] = {
    "country_code": "de",
    "party_id": "ABC",
    "id": "C-1",
    "start_date_time": "2026-05-01T10:00:00Z",
    "end_date_time": "2026-05-01T11:30:00Z",
    "cdr_token": {"country_code": "DE", "party_id": "TNM", "uid": "012345678", "type": "RFID", "contract_id": "DE8"},
    "auth_method": "WHITELIST",
    "cdr_location": {
        "id": "LOC1",
        "name": "Hafen",
        "coordinates": {"latitude": "53.5", "longitude": "9.9"},
        "evse_uid": "3256",
        "evse_id": "DE*ABC*E1",
        "connector_id": "1",
    },
    "currency": "EUR",
    "charging_periods": [{"start_date_time": "2026-05-01T10:00:00Z", "dimensions": [{"type": "ENERGY", "volume": 9}]}],
    "total_cost": {"excl_vat": 4.2, "incl_vat": 5.0},
    "total_energy": 15.342,
    "total_time": 1.5,
    "last_updated": "2026-05-01T11:31:00Z",
}
CDRS = Cdrs(Usual("de-abc", time_zone="Europe/Berlin"))
READ = SessionRecord(
    native_id="DE*ABC*C-1",
    started_at=datetime(2026, 5, 1, 10, tzinfo=UTC),
    ended_at=datetime(2026, 5, 1, 11, 30, tzinfo=UTC),
    ended=True,
    energy_wh=15_342,
    cost=Decimal("5.0000"),
    currency="EUR",
    site="Hafen",
    evse_uid="DE*ABC*E1",
    connector_uid="1",
    operator="DE*ABC",
    driver_token="012345678",
    time_zone="Europe/Berlin",
)


def rows(path: Path, content: str | bytes) -> list[tuple[int, Any]]:
    file = path / "cdrs.json"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(CDRS.rows(file))


@pytest.mark.parametrize(
    "content",
    [
        json.dumps([CDR]),
        json.dumps({"data": [CDR], "status_code": 1000, "timestamp": "2026-05-02T00:00:00Z"}),
        json.dumps({"status_code": 1000, "data": {"cdrs": [CDR]}}),
        json.dumps(CDR),
        json.dumps(CDR) + "\n" + json.dumps(CDR),
        gzip.compress(json.dumps([CDR]).encode()),
    ],
    ids=["list", "envelope", "deeper", "one", "lines", "packed"],
)
def test_a_record_is_read_wherever_it_lies(tmp_path: Path, content: str | bytes) -> None:
    found = rows(tmp_path, content)
    assert [number for number, _ in found] == list(range(1, len(found) + 1))
    assert {CDRS.read(row) == READ for _, row in found} == {True}


@pytest.mark.parametrize(
    ("told", "cost", "doubts"),
    [
        ({"excl_vat": 4.2}, "4.2000", {Doubt.COST_BEFORE_TAX}),
        ({"before_taxes": 4.0, "taxes": [{"name": "VAT", "amount": 0.76}]}, "4.7600", set()),
        ({"before_taxes": 4.0}, "4.0000", {Doubt.COST_BEFORE_TAX}),
        (3.5, "3.5000", set()),
        (None, None, set()),
        ({"excl_vat": 0.00001, "incl_vat": 1e-05}, "0.0000", set()),
    ],
)
def test_costs_are_with_tax_where_that_is_told(told: Any, cost: str | None, doubts: set[Doubt]) -> None:
    found = CDRS.read({**CDR, "total_cost": told})
    assert (found.cost, set(found.doubts)) == (Decimal(cost) if cost else None, doubts)


def test_without_a_time_zone_utc_is_assumed() -> None:
    found = Cdrs(Usual("de-abc")).read(CDR)
    assert (found.time_zone, set(found.doubts)) == ("UTC", {Doubt.ZONE_ASSUMED})


def test_a_place_s_long_name_is_cut() -> None:
    assert CDRS.read({**CDR, "cdr_location": {"name": "x" * 255}}).site == "x" * 200


def test_a_record_that_credits_another_takes_it_back() -> None:
    found = CDRS.read({**CDR, "id": "C-2", "credit": True, "credit_reference_id": "C-1", "total_cost": -5})
    assert found.voids == "DE*ABC*C-1"


@pytest.mark.parametrize(
    ("changes", "rule", "at"),
    [
        ({"id": ""}, "missing", "id"),
        ({"id": "x" * 61}, "text", "id"),
        ({"start_date_time": None}, "missing", "start_date_time"),
        ({"start_date_time": "yesterday"}, "time", "start_date_time"),
        ({"end_date_time": 5}, "time", "end_date_time"),
        ({"total_energy": "much"}, "number", "total_energy"),
        ({"total_energy": True}, "number", "total_energy"),
        ({"total_cost": 1e300}, "number", "total_cost"),
        ({"credit": True}, "missing", "id"),
        ({"id": {"nested": 1}}, "text", "id"),
        ({"cdr_location": {"name": ["Hafen"]}}, "text", "cdr_location"),
        ({"currency": "EURO"}, "text", "currency"),
    ],
)
def test_what_is_wrong_is_named(changes: dict[str, Any], rule: str, at: str) -> None:
    with pytest.raises(RowRefused) as refused:
        CDRS.read({**CDR, **changes})
    assert (refused.value.rule, refused.value.at) == (rule, at)


@pytest.mark.parametrize("row", [1, "text", None, [CDR]])
def test_what_is_no_record_is_refused(row: Any) -> None:
    with pytest.raises(RowRefused):
        CDRS.read(row)


@pytest.mark.parametrize("content", ["", "no JSON", '{"status_code": 2000}', '[{"id": "1", "total_cost": 1'])
def test_a_file_of_something_else_is_told(tmp_path: Path, content: str) -> None:
    with pytest.raises(UnreadableFile):
        rows(tmp_path, content)
