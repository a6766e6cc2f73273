"""What the words in IRVE files mean, value by value."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stations.sources.families import irve_words as words


@pytest.mark.parametrize(
    "spelling", ["true", "True", "TRUE", "1", "1.0", "vrai", "VRAI", "oui", "Oui", " t ", "o", "V"]
)
def test_yes_in_its_spellings(spelling: str) -> None:
    assert words.boolean(spelling) is True


@pytest.mark.parametrize("spelling", ["false", "False", "FALSE", "0", "0.0", "faux", "FAUX", "non", "Non", "f", "n"])
def test_no_in_its_spellings(spelling: str) -> None:
    assert words.boolean(spelling) is False


@pytest.mark.parametrize("spelling", ["", " ", "inconnu", "2", "peut-être", None, True])
def test_neither_yes_nor_no(spelling: object) -> None:
    assert words.boolean(spelling) is None


@pytest.mark.parametrize(
    ("written", "watts"),
    [
        ("22", 22_000), ("22.00", 22_000), ("22.000", 22_000), ("22 kW", 22_000), ("22kW", 22_000), ("3,7kW", 3_700),
        ("3.18", 3_180), ("187.5", 187_500), ("22.08", 22_080), ("50 kVA", 50_000), (" 18 ", 18_000),
        ("7360 W", 7_360), ("22000W", 22_000),
    ],
)  # fmt: skip
def test_power_in_its_spellings(written: str, watts: int) -> None:
    assert words.watts(written) == (watts, False)


@pytest.mark.parametrize("written", ["", "0", "0.0", "-22", "T2-ChaDeMo-Combo", "22-50", "kW", "inconnu", None, "22 A"])
def test_what_is_no_power_is_unknown(written: object) -> None:
    assert words.watts(written) == (None, False)


@pytest.mark.parametrize("written", ["7360", "22000", "7360.0"])
def test_watts_where_kilowatts_are_due_are_told(written: str) -> None:
    assert words.watts(written) == (round(float(written)), True)


@pytest.mark.parametrize(
    ("word", "access"),
    [
        ("Accès libre", "PUBLIC"), ("accès libre", "PUBLIC"), ("Acces libre", "PUBLIC"),
        ("Accès réservé", "RESTRICTED"), ("Public payant", "PUBLIC"), ("non accessible", "RESTRICTED"),
    ],
)  # fmt: skip
def test_access(word: str, access: str) -> None:
    assert words.ACCESS[words.word(word)] == access


@pytest.mark.parametrize(
    ("word", "parking"),
    [
        ("Voirie", "ON_STREET"),
        ("Parking public", "PARKING_LOT"),
        ("Parking privé à usage public", "PARKING_LOT"),
        ("Parking privé réservé à la clientèle", "PARKING_LOT"),
        ("Station dédiée à la recharge rapide", None),
    ],
)
def test_kind_of_parking(word: str, parking: str | None) -> None:
    assert words.PARKING.get(words.word(word)) == parking


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("Réservé PMR", (True, True)),
        ("Accessible mais non réservé PMR", (True, False)),
        ("Non accessible", (False, False)),
        ("Accessibilité inconnue", (None, False)),
    ],
)
def test_access_for_people_of_reduced_mobility(word: str, meaning: tuple[bool | None, bool]) -> None:
    assert words.DISABLED_ACCESS[words.word(word)] == meaning


@pytest.mark.parametrize(
    ("column", "standard", "format_"),
    [
        ("prise_type_ef", "DOMESTIC_E", "SOCKET"),
        ("prise_type_2", "IEC_62196_T2", None),
        ("prise_type_combo_ccs", "IEC_62196_T2_COMBO", "CABLE"),
        ("prise_type_chademo", "CHADEMO", "CABLE"),
        ("prise_type_autre", "x_IRVE_autre", None),
    ],
)
def test_plug_of_each_flag(column: str, standard: str, format_: str | None) -> None:
    plug = words.FLAGS[column]
    assert (plug.standard, plug.format, plug.assumed) == (standard, format_, ())


@pytest.mark.parametrize(
    ("written", "plugs"),
    [
        ("T2 - EF", "t2 ef"), ("E/F-T2", "ef t2"), ("E/F + T2", "ef t2"), ("EF - T2 - T3", "ef t2 t3"),
        ("T2 - E/F", "t2 ef"), ("T2-E/F", "t2 ef"), ("T2", "t2"), ("E/F-T3", "ef t3"), ("EF - T2", "ef t2"),
        ("CHADEMO", "chademo"), ("COMBO", "ccs"), ("T2 – E/F", "t2 ef"), ("T3 - EF", "t3 ef"), ("EF", "ef"),
        ("EF/T3", "ef t3"), ("EF/T2", "ef t2"), ("EF - T3", "ef t3"), ("T3-E/F", "t3 ef"), ("EF-T2", "ef t2"),
        ("T2 - T3 - E/F", "t2 t3 ef"), ("T2-Combo2-CHAdeMO", "t2 ccs chademo"), ("combo", "ccs"), ("T2-EF", "t2 ef"),
        ("CHAdeMO-EU", "chademo"), ("E/F", "ef"), ("A/C - Combo - CHAdeMO", "t2 ccs chademo"), ("T3", "t3"),
        ("Combo-ChaDeMo-T2", "ccs chademo t2"), ("T2*E", "t2 ef"), ("T2 - T1 - E/F", "t2 t1 ef"), ("T1", "t1"),
        ("T2 - T2Cable - E/F", "t2 t2c ef"), ("CHADEMO - COMBO -T2", "chademo ccs t2"), ("T2/TE", "t2 ef"),
        ("EF - T2 - t3", "ef t2 t3"), ("combo + CHAdeMO", "ccs chademo"), ("E/F-T2 ", "ef t2"), ("CCS", "ccs"),
    ],
)  # fmt: skip
def test_every_spelling_of_plugs_in_the_first_schema(written: str, plugs: str) -> None:
    assert " ".join(plug.uid for plug in words.v1_plugs(written)) == plugs


@pytest.mark.parametrize(
    ("token", "standard", "assumed"),
    [
        ("T1", "IEC_62196_T1", ()), ("T2", "IEC_62196_T2", ()), ("T2Cable", "IEC_62196_T2", ()),
        ("T3", "IEC_62196_T3C", ("standard",)), ("A/C", "IEC_62196_T2", ("standard",)), ("E/F", "DOMESTIC_E", ()),
        ("Combo", "IEC_62196_T2_COMBO", ()), ("CHAdeMO", "CHADEMO", ()), ("T4", "x_IRVE_t4", ()),
    ],
)  # fmt: skip
def test_standard_of_each_word_for_a_plug(token: str, standard: str, assumed: tuple[str, ...]) -> None:
    (plug,) = words.v1_plugs(token)
    assert (plug.standard, plug.assumed) == (standard, assumed)


@pytest.mark.parametrize("written", ["", None, "22", "-"])
def test_no_plugs(written: object) -> None:
    assert words.v1_plugs(written) == ()


@pytest.mark.parametrize(
    ("written", "centimetres"),
    [
        ("Hauteur maximale 2m", 200), ("Hauteur maximale 2,20 m", 220), ("hauteur max. : 1.90m", 190), ("1,9 m", 190),
        ("Hauteur limitée à 190 cm", 190), ("2m10", 210), ("2.10", 210), ("H 2,5 m", 250), ("Haut. max 1m95", 195),
        ("Hauteur : 2 mètres", 200),
    ],
)  # fmt: skip
def test_heights_that_are_plainly_said(written: str, centimetres: int) -> None:
    assert words.height_cm(written) == centimetres


@pytest.mark.parametrize(
    "written",
    [
        "",
        None,
        "Inconnu",
        "Aucune",
        "Non",
        "PTAC 3,5t",
        "Longueur 5m",
        "Hauteur non limitée",
        "Hauteur 12m",
        "0",
        "3500",
    ],
)
def test_words_that_say_no_height(written: object) -> None:
    assert words.height_cm(written) is None


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2023-05-10", date(2023, 5, 10)), ("2018/08/20", date(2018, 8, 20)), ("10/05/2023", date(2023, 5, 10)),
        ("2026-01-16T04:00:00+00:00", date(2026, 1, 16)),
    ],
)  # fmt: skip
def test_dates(written: str, day: date) -> None:
    assert words.day(written) == day


@pytest.mark.parametrize(
    "written", ["0000-00-00", "1970/01/01", "1900-01-01", "2023-02-30", "", "hier", None, "2023-5-1"]
)
def test_what_is_no_date_is_unknown(written: object) -> None:
    assert words.day(written) is None


@pytest.mark.parametrize(
    "written",
    ["", " ", "-", "RAS", "Sans objet", "Inconnu", "Non concerné", "Non renseigné", "NC", "Aucun", "nan", "0", None, 7],
)
def test_ways_of_saying_nothing(written: object) -> None:
    assert words.text(written) is None


@pytest.mark.parametrize(
    ("garbled", "meant"),
    [
        ("S‚olis", "Séolis"),
        ("All‚e du Parc", "Allée du Parc"),
        ("R‚seau AlterBase - SiŠge de la Communaut‚", "Réseau AlterBase - Siège de la Communauté"),
        ("22730 Tr√©gastel", "22730 Trégastel"),
    ],
)
def test_text_of_old_code_pages_is_mended(garbled: str, meant: str) -> None:
    assert words.text(garbled) == meant


@pytest.mark.parametrize("sound", ["Allée du Parc", "L’été, √ 2", "Rue de l'Œuvre", "10 € / h", "Ch\ufffdteaulin"])
def test_sound_text_is_left_as_it_is(sound: str) -> None:
    assert words.text(sound) == sound


@pytest.mark.parametrize(
    ("written", "number"),
    [("tel:+33-5-11-22-33-44", "+33-5-11-22-33-44"), ("05 11 22 33 44", "05 11 22 33 44")],
)
def test_telephone_numbers(written: str, number: str) -> None:
    assert words.phone(written) == number


@pytest.mark.parametrize(
    "written", ["tel:+33-1-23-45-67-89", "tel:+33-1-00-00-00-00", "111111111", "", "inconnu", None]
)
def test_placeholders_are_no_telephone_numbers(written: object) -> None:
    assert words.phone(written) is None


@given(st.text())
def test_no_text_breaks_a_reader(cell: str) -> None:
    assert words.boolean(cell) in (True, False, None)
    power, _ = words.watts(cell)
    assert power is None or power > 0
    assert isinstance(words.v1_plugs(cell), tuple)
    height = words.height_cm(cell)
    assert height is None or 150 <= height <= 600
    day = words.day(cell)
    assert day is None or day.year >= 1990
    assert words.text(cell) != ""
    assert words.phone(cell) != ""
