"""CSV as authorities publish it."""

from collections.abc import Sequence
from io import BytesIO

import pytest

from stations.sources.families.delimited import read_table


def known(cells: Sequence[str]) -> bool:
    return "name" in cells


def table(content: bytes) -> tuple[list[str], list[list[str] | None]]:
    header, records = read_table(BytesIO(content), known)
    return header, list(records)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_delimiter_is_found(delimiter: str) -> None:
    content = f"id{delimiter}name\n1{delimiter}Gare\n".encode()
    assert table(content) == (["id", "name"], [["1", "Gare"]])


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_any_line_end_is_read(line_end: str) -> None:
    content = line_end.join(["id,name", "1,Gare", "2,Port", ""]).encode()
    assert table(content)[1] == [["1", "Gare"], ["2", "Port"]]


def test_a_line_end_inside_quotes_belongs_to_its_cell() -> None:
    assert table(b'id;name\r\n1;"DE*A\nE1"\r\n')[1] == [["1", "DE*A\nE1"]]


def test_a_byte_order_mark_is_no_part_of_the_header() -> None:
    assert table("\ufeffname,id\nÉté,1\n".encode())[0] == ["name", "id"]


def test_a_preamble_is_skipped() -> None:
    assert table(b"Register;;\n;;\nStand: 2026;;\nname;id\nA;1\n") == (["name", "id"], [["A", "1"]])


def test_windows_1252_is_read() -> None:
    assert table("name;id\nStraße;1\n".encode("cp1252"))[1] == [["Straße", "1"]]


def test_lines_of_two_encodings_are_read_in_one_file() -> None:
    content = b"name;id\n" + "Été;1\n".encode() + "Été;2\n".encode("cp1252")
    assert table(content)[1] == [["Été", "1"], ["Été", "2"]]


def test_a_byte_of_no_encoding_costs_one_character() -> None:
    assert table(b"name;id\nA\x81B;1\n")[1] == [["A\ufffdB", "1"]]


def test_empty_lines_are_no_records() -> None:
    assert table(b"name;id\n;\n\nA;1\n;;\n")[1] == [["A", "1"]]


def test_a_quote_that_never_closes_is_one_broken_record() -> None:
    content = b'name;id\nA;1\n"' + b"x" * 200_000 + b"\nB;2\n"
    records = table(content)[1]
    assert records[0] == ["A", "1"]
    assert None in records


def test_a_file_without_the_header_is_no_such_file() -> None:
    with pytest.raises(ValueError, match="no header"):
        table(b"<!DOCTYPE html><title>404</title>\n" * 200)


def test_an_empty_file_is_no_such_file() -> None:
    with pytest.raises(ValueError, match="no header"):
        table(b"")
