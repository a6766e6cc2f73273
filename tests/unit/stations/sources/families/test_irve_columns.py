"""The columns of IRVE files."""

import pytest

from stations.sources.families.irve_columns import DYNAMIC, V1, V2, canonical, is_header

HEADER = ["nom_operateur", "id_station_itinerance", "adresse_station", "coordonneesXY", "puissance_nominale"]


def test_columns_keep_their_names() -> None:
    assert canonical(HEADER) == [name.lower() for name in HEADER]


@pytest.mark.parametrize("schema", [V1, V2, DYNAMIC])
def test_each_schema_is_known(schema: frozenset[str]) -> None:
    assert is_header(sorted(schema))
    assert set(canonical(sorted(schema))) == schema


def test_accents_case_blanks_and_marks_of_byte_order_do_not_count() -> None:
    header = ["\ufeffN_Operateur", "accessibilité", " id_pdc ", "Xlongitude", "type prise"]
    assert canonical(header) == ["n_operateur", "accessibilite", "id_pdc", "xlongitude", "type_prise"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("a0dresse_station", "adresse_station"),
        ("adress_station", "adresse_station"),
        ("condition_access", "condition_acces"),
        ("puisance_nominale", "puissance_nominale"),
        ("prise_type_combo_css", "prise_type_combo_ccs"),
    ],
)
def test_a_slip_of_the_pen_is_mended(written: str, meant: str) -> None:
    header = [name for name in V2 if name != meant]
    assert canonical([*header, written])[-1] == meant


@pytest.mark.parametrize("written", ["prise_type_3", "prise_type_x", "code_dep", "id", "commentaire", "id_station"])
def test_another_column_is_left_as_it_is(written: str) -> None:
    header = [name for name in V2 if name != "prise_type_2"]
    assert canonical([*header, written])[-1] == written


def test_a_slip_is_not_mended_where_the_column_is_there() -> None:
    assert canonical([*HEADER, "a0dresse_station"])[-1] == "a0dresse_station"


def test_two_headers_that_look_like_one_column_are_both_left() -> None:
    header = [*(name for name in HEADER if name != "adresse_station"), "a0dresse_station", "adresse_statio"]
    assert canonical(header)[-2:] == ["a0dresse_station", "adresse_statio"]


@pytest.mark.parametrize("cells", [[], ["id", "name"], ["<html>"], ["nom_operateur", "1 rue Longue", "64321"]])
def test_other_lines_are_no_header(cells: list[str]) -> None:
    assert not is_header(cells)
