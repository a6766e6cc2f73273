"""What the words of the German register mean, value by value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stations.sources.families import bnetza_words as words


@pytest.mark.parametrize(
    ("text", "standard", "format_"),
    [
        ("AC Typ 2 Steckdose", "IEC_62196_T2", "SOCKET"),
        ("AC Steckdose Typ 2", "IEC_62196_T2", "SOCKET"),
        ("AC Typ 2 Fahrzeugkupplung", "IEC_62196_T2", "CABLE"),
        ("AC Kupplung Typ 2", "IEC_62196_T2", "CABLE"),
        ("AC Typ 1 Steckdose", "IEC_62196_T1", "SOCKET"),
        ("Steckdose Typ 1", "IEC_62196_T1", "SOCKET"),
        ("AC Typ 1 Fahrzeugkupplung", "IEC_62196_T1", "CABLE"),
        ("AC Schuko", "DOMESTIC_F", "SOCKET"),
        ("Schuko", "DOMESTIC_F", "SOCKET"),
        ("AC CEE 3 polig", "IEC_60309_2_single_16", "SOCKET"),
        ("AC CEE 3-polig", "IEC_60309_2_single_16", "SOCKET"),
        ("AC CEE 5 polig", "IEC_60309_2_three_32", "SOCKET"),
        ("AC CEE 5-polig", "IEC_60309_2_three_32", "SOCKET"),
        ("DC Kupplung Combo", "IEC_62196_T2_COMBO", "CABLE"),
        ("DC Fahrzeugkupplung Typ Combo 2 (CCS)", "IEC_62196_T2_COMBO", "CABLE"),
        ("DC Fahrzeugkupplung Typ Combo 1 (CCS)", "IEC_62196_T1_COMBO", "CABLE"),
        ("DC CHAdeMO", "CHADEMO", "CABLE"),
        ("DC Megawatt Charging System (MCS)", "MCS", "CABLE"),
        ("DC Tesla Fahrzeugkupplung (Typ 2)", "TESLA_S", "CABLE"),
        ("Kabellos/Induktiv", "x_BNETZA_induktiv", None),
        ("AC Typ 9 Steckdose", "x_BNETZA_ac_typ_9_steckdose", None),
    ],
)
def test_each_plug(text: str, standard: str, format_: str | None) -> None:
    assert words.plug(text) == (standard, format_)


@pytest.mark.parametrize("text", ["", " ", "0", "-"])
def test_no_plug(text: str) -> None:
    assert words.plug(text) is None


@pytest.mark.parametrize(
    ("text", "capabilities"),
    [
        ("Kreditkarte (Lesegerät)", {"CREDIT_CARD_PAYABLE", "CHIP_CARD_SUPPORT"}),
        ("Kreditkarte (NFC)", {"CREDIT_CARD_PAYABLE", "CONTACTLESS_CARD_SUPPORT"}),
        ("Kreditkarte (Webseite/App)", {"CREDIT_CARD_PAYABLE", "REMOTE_START_STOP_CAPABLE"}),
        ("Kreditkarte", {"CREDIT_CARD_PAYABLE"}),
        ("Debitkarte (Lesegerät)", {"DEBIT_CARD_PAYABLE", "CHIP_CARD_SUPPORT"}),
        ("Debitkarte (NFC)", {"DEBIT_CARD_PAYABLE", "CONTACTLESS_CARD_SUPPORT"}),
        ("Debitkarte (Webseite/App)", {"DEBIT_CARD_PAYABLE", "REMOTE_START_STOP_CAPABLE"}),
        ("Debitkarte", {"DEBIT_CARD_PAYABLE"}),
        ("Onlinezahlungsverfahren", {"REMOTE_START_STOP_CAPABLE"}),
        ("Webseite/App", {"REMOTE_START_STOP_CAPABLE"}),
        ("RFID-Karte", {"RFID_READER"}),
        ("Plug & Charge", {"ISO_15118_2_PLUG_AND_CHARGE"}),
        ("Bargeld", set()),
        ("Kostenlos", set()),
        ("Sonstige", set()),
    ],
)
def test_capabilities_of_each_means_of_payment(text: str, capabilities: set[str]) -> None:
    assert set(words.CAPABILITIES.get(words.word(text), ())) == capabilities


@pytest.mark.parametrize(
    ("text", "free", "on_the_spot"),
    [
        ("Kostenlos", True, True), ("Kostenlos (Registrierung)", True, False), ("Bargeld", False, True),
        ("Kreditkarte (NFC)", False, True), ("Debitkarte (Lesegerät)", False, True), ("RFID-Karte", False, False),
        ("Onlinezahlungsverfahren", False, False), ("Sonstige", False, False),
    ],
)  # fmt: skip
def test_what_a_means_of_payment_asks_of_the_driver(text: str, free: bool, on_the_spot: bool) -> None:
    assert (words.word(text) in words.FREE, words.word(text) in words.ON_THE_SPOT) == (free, on_the_spot)


@pytest.mark.parametrize(
    ("text", "access"), [("Keine Beschränkung", "PUBLIC"), ("Nur für Kunden/Besucher", "CUSTOMERS"), ("Anderes", None)]
)
def test_access(text: str, access: str | None) -> None:
    assert words.ACCESS.get(words.word(text)) == access


@pytest.mark.parametrize(
    ("text", "status"),
    [("In Wartung", "INOPERATIVE"), ("Außer Betrieb", "INOPERATIVE"), ("Geplant", "PLANNED"), ("In Betrieb", None)],
)
def test_in_service_is_no_live_state(text: str, status: str | None) -> None:
    assert words.STATES.get(words.word(text)) == status


@pytest.mark.parametrize("text", ["In Betrieb", "1"])
def test_words_for_in_service(text: str) -> None:
    assert words.word(text) in words.IN_SERVICE


@pytest.mark.parametrize(
    ("text", "parking"),
    [
        ("Tiefgarage", "UNDERGROUND_GARAGE"), ("Parkhaus", "PARKING_GARAGE"), ("Parkdeck", "PARKING_GARAGE"),
        ("Parkplatz", "PARKING_LOT"),
    ],
)  # fmt: skip
def test_kinds_of_parking(text: str, parking: str) -> None:
    assert words.PARKING[words.word(text)] == parking


@pytest.mark.parametrize(
    ("cell", "separators", "parts"),
    [
        ("AC Schuko, AC CEE 5 polig", ";,", ["AC Schuko", "AC CEE 5 polig"]),
        ("AC Typ 2 Steckdose; AC Schuko", ";,", ["AC Typ 2 Steckdose", "AC Schuko"]),
        ("22; 3,7", ";", ["22", "3,7"]),
        ("RFID-Karte;Sonstige;", ";", ["RFID-Karte", "Sonstige"]),
        ("", ";", []),
        (None, ";", []),
        (22.0, ";", []),
    ],
)
def test_cells_that_list_several_things(cell: object, separators: str, parts: list[str]) -> None:
    assert words.listed(cell, separators) == parts


@given(st.text())
def test_no_text_breaks_a_reader(text: str) -> None:
    found = words.plug(text)
    assert found is None or found[0]
    assert isinstance(words.word(text), str)
