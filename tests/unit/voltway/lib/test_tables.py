"""Tables as CSV: what a spreadsheet would run is made harmless, all else is as it was."""

import csv
import io

import pytest

from voltway.lib.tables import RISKY, as_csv


@pytest.mark.parametrize("begins", RISKY)
def test_a_text_that_a_spreadsheet_would_run_is_harmless_and_can_be_had_back(begins: str) -> None:
    text = f'{begins}HYPERLINK("x")'
    _head, (cell,) = csv.reader(io.StringIO(as_csv(["name"], [(text,)]).decode(), newline=""))
    assert cell == f"'{text}"


def test_numbers_stay_numbers_and_what_is_not_known_is_empty() -> None:
    assert as_csv(["place", "change", "cost"], [("Quay", -3.5, None)]) == b"place,change,cost\nQuay,-3.5,\n"
