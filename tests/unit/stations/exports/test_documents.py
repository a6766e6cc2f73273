"""Documents as Arrow arrays: every text, number and list comes through as it is; what is not known is null."""

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stations.exports import cells, documents
from stations.exports.manifest import _origin, _terms

# Of what stands in a document, what is read past the parser of JSON; the rest may be missing here.
BARE: dict[str, Any] = {"id": "i", "opening_times": None, "price_text": None, "evses": [], "sources": [{"uid": "s"}]}
TRAPS = [
    ',"opening_times":{}',
    ',"price_text":',
    ',"sources":[{',
    '\\,"url":"',
    "\x00",
    "\u2028",
    "a\nb\r\n",
    "\\",
    '"',
]


def parsed(*facts: dict[str, Any], evses: Any = documents.EVSES) -> list[dict[str, Any]]:
    made = [orjson.dumps({**BARE, **each}) for each in facts]
    rows: list[dict[str, Any]] = documents.parse(made, evses).to_pylist()
    return rows


@given(st.lists(st.none() | st.text() | st.sampled_from(TRAPS), min_size=1))
def test_texts_come_through(texts: list[str | None]) -> None:
    assert [row["notes"] for row in parsed(*({"notes": text} for text in texts))] == texts


@given(st.lists(st.floats(-180, 180), min_size=1))
def test_positions_come_through_to_the_last_digit(numbers: list[float]) -> None:
    read = parsed(*({"coordinates": {"latitude": number, "longitude": -number}} for number in numbers))
    assert [row["coordinates"]["latitude"] for row in read] == numbers


@pytest.mark.parametrize("trap", TRAPS)
def test_opening_times_are_the_json_that_they_are(trap: str) -> None:
    hours = {"twentyfourseven": False, "text": trap}
    first, second = parsed({"address": trap, "opening_times": hours}, {"notes": trap})
    assert orjson.loads(first["opening_times"]) == hours
    assert second["opening_times"] is None


def test_a_document_may_be_long() -> None:
    (row,) = parsed({"evses": [{"uid": str(number), "connectors": []} for number in range(30_000)]})
    assert len(row["evses"]) == 30_000


@pytest.mark.parametrize("trap", TRAPS)
def test_terms_are_told_from_everything_around_them(trap: str) -> None:
    source = {"uid": "s", "name": trap, "licence": None, "licence_url": None, "open": True, "attribution": trap}
    document = orjson.dumps({"notes": trap, "sources": [{**source, "url": trap, "native_id": trap}]})
    assert _origin(_terms(document)) == ("s", trap, None, None, trap)


def test_evses_are_summed_up_for_each_station() -> None:
    def points(*plugs: tuple[str | None, int | None], status: str | None = None) -> dict[str, Any]:
        return {
            "status": status,
            "connectors": [{"standard": name, "max_electric_power": watts} for name, watts in plugs],
        }

    batch = documents.parse(
        [
            orjson.dumps({**BARE, "evses": evses})
            for evses in (
                [],
                [points(("B", 3700), ("A", 3700)), points(("A", 3700)), points((None, None), ("A", None))],
                [points(("A", 1000), status="PLANNED"), points(("B", 2000), status="REMOVED")],
                [points(), points(("A", 1000), status="PLANNED")],
            )
        ],
        documents.POINTS,
    )
    read = cells.read(batch)
    assert read["evse_count"].to_pylist() == [0, 3, 0, 1]
    assert read["planned_evse_count"].to_pylist() == [0, 0, 1, 1]
    assert read["standards"].to_pylist() == [None, "A; B", "A", None]
    assert read["plugs"].to_pylist() == [
        None, "2 x A 3.7 kW; 1 x B 3.7 kW; 1 x unknown; 1 x A", "1 x A 1 kW", None,
    ]  # fmt: skip
