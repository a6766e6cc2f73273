"""One row of an IRVE file as a charging point."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stations.sources.families.irve_columns import V1, V2
from stations.sources.families.irve_points import Point, aligned, compact, position, read_point, united
from stations.sources.families.irve_words import CCS, DOMESTIC, TYPE_2

V2_ROW = {
    "nom_operateur": "Voltéa",
    "id_station_itinerance": "FRVLTPCLAIR01",
    "id_pdc_itinerance": "FRVLTECLAIR011",
    "puissance_nominale": "22",
    "prise_type_2": "true",
    "consolidated_longitude": "-0.51",
    "consolidated_latitude": "43.41",
}
V1_ROW = {
    "n_amenageur": "SYMEV 64", "n_operateur": "Voltéa", "n_enseigne": "Réseau Azur", "id_station": "FR*S64*P1*1",
    "n_station": "Gare", "ad_station": "Gare 64321 CLAIRVAL", "code_insee": "64987", "xlongitude": "-0.51",
    "ylatitude": "43.41", "nbre_pdc": "2", "id_pdc": "FR*S64*E1*1", "puiss_max": "18", "type_prise": "T2 - EF",
    "acces_recharge": "Payant", "accessibilite": "24/24 7/7", "observations": "", "date_maj": "2018/06/25",
    "source": "https://data.example/a",
}  # fmt: skip


def v2(**cells: str) -> Point:
    return read_point({**V2_ROW, **cells})


def v1(**cells: str) -> Point:
    return read_point({**V1_ROW, **cells})


def plugs(point: Point) -> str:
    return " ".join(plug.uid for plug in point.plugs)


def test_a_point_of_the_second_schema() -> None:
    point = v2(nom_station="Halle", date_mise_en_service="2023-05-10", date_maj="2026-01-15", nbre_pdc="3")
    assert (point.uid, point.evse_id, point.operator) == ("FRVLTECLAIR011", "FRVLTECLAIR011", "Voltéa")
    assert (point.position, point.power_w, plugs(point)) == ((43.41, -0.51), 22_000, "t2")
    assert (point.name, point.opened_on, point.declared) == ("Halle", date(2023, 5, 10), 3)


def test_a_point_of_the_first_schema() -> None:
    point = v1()
    assert (point.uid, point.evse_id, point.owner) == ("FRS64E11", "FR*S64*E1*1", "SYMEV 64")
    assert (point.position, point.power_w, plugs(point)) == ((43.41, -0.51), 18_000, "t2 ef")
    assert (point.hours, point.updated_on, point.free) == ("24/24 7/7", date(2018, 6, 25), False)


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({"coordonneesxy": "[-0.5, 43.4]"}, (43.4, -0.5)),
        ({"coordonneesxy": "[7.48710500,48.345345]"}, (48.345345, 7.487105)),
        ({"coordonneesxy": "-0.5,43.4"}, (43.4, -0.5)),
        ({"xlongitude": " \xa0-2.045631\xa0 ", "ylatitude": "48,474826"}, (48.474826, -2.045631)),
        ({"xlongitude": "43.836899\xa0", "ylatitude": "5.04"}, (5.04, 43.836899)),
    ],
)
def test_positions_in_their_columns(cells: dict[str, str], found: tuple[float, float]) -> None:
    assert position(cells) == found


def test_the_checked_position_comes_before_one_that_may_be_swapped() -> None:
    row = {"coordonneesxy": "[43.4, -0.5]", "consolidated_longitude": "-0.5", "consolidated_latitude": "43.4"}
    assert position(row) == (43.4, -0.5)


def test_zero_and_zero_is_no_position_where_there_is_another() -> None:
    zero = {"consolidated_longitude": "0.0", "consolidated_latitude": "0.0"}
    assert position({**zero, "coordonneesxy": "[-0.5, 43.4]"}) == (43.4, -0.5)
    assert position(zero) == (0.0, 0.0)


@pytest.mark.parametrize("cell", ["", "[]", "[1.5]", "[1, 2, 3]", "inconnu", "-0.I2"])
def test_no_position(cell: str) -> None:
    assert position({"coordonneesxy": cell, "xlongitude": cell, "ylatitude": "46.2"}) is None


@pytest.mark.parametrize(
    "text", ["Non concerné", "Non concerne", "NON CONCERNÉ", "Sans objet", "-", "", "Inconnu", None]
)
def test_non_concerne_is_no_id(text: object) -> None:
    assert compact(text) is None


def test_two_spellings_of_an_id_are_one() -> None:
    assert compact("FR*SEO*EAB79*A12") == compact("FR SEO EAB79 A12") == compact("frseoeab79a12")


@pytest.mark.parametrize(
    ("column", "uid"),
    [
        ("prise_type_ef", "ef"), ("prise_type_combo_ccs", "ccs"), ("prise_type_chademo", "chademo"),
        ("prise_type_autre", "autre"),
    ],
)  # fmt: skip
def test_flags_are_ored_each_a_plug(column: str, uid: str) -> None:
    assert set(plugs(v2(**{column: "VRAI"})).split()) == {"t2", uid}


@pytest.mark.parametrize(("cell", "format_"), [("true", "CABLE"), ("FALSE", "SOCKET"), ("", None), ("inconnu", None)])
def test_the_cable_of_type_2(cell: str, format_: str | None) -> None:
    assert v2(cable_t2_attache=cell).plugs[0].format == format_


def test_watts_in_the_column_of_kilowatts() -> None:
    point = v2(puissance_nominale="7360")
    assert (point.power_w, point.power_mended) == (7_360, True)


@pytest.mark.parametrize(
    ("condition", "place", "access"),
    [
        ("Accès libre", "Voirie", "PUBLIC"),
        ("Accès réservé", "Voirie", "RESTRICTED"),
        ("Accès libre", "Parking privé réservé à la clientèle", "CUSTOMERS"),
        ("", "Parking privé réservé à la clientèle", "CUSTOMERS"),
        ("Accès réservé", "Parking privé réservé à la clientèle", "RESTRICTED"),
        ("", "", None),
    ],
)
def test_access_is_what_condition_and_place_say_together(condition: str, place: str, access: str | None) -> None:
    assert v2(condition_acces=condition, implantation_station=place).access == access


def test_means_of_payment_of_the_second_schema() -> None:
    point = v2(paiement_cb="True", reservation="1", paiement_acte="FALSE", gratuit="0", paiement_autre="true")
    assert point.capabilities == ("CREDIT_CARD_PAYABLE", "DEBIT_CARD_PAYABLE", "RESERVABLE")
    assert (point.pay_per_use, point.free, point.payment_text) == (False, False, None)


def test_other_means_of_payment_in_words_are_kept() -> None:
    assert v2(paiement_autre="Jetons à l'accueil").payment_text == "Jetons à l'accueil"


def test_a_contact_is_a_mail_address_or_a_site() -> None:
    assert v2(contact_operateur="aide@voltea.example").email == "aide@voltea.example"
    assert v2(contact_operateur="www.voltea.example").website == "www.voltea.example"
    assert (v2(contact_operateur="Voltéa").email, v2(contact_operateur="Voltéa").website) == (None, None)


def test_a_bay_for_disabled_people_and_one_for_two_wheelers() -> None:
    point = v2(accessibilite_pmr="Réservé PMR", station_deux_roues="true")
    assert (point.wheelchair, point.for_disabled, point.for_two_wheelers) == (True, True, True)


@pytest.mark.parametrize(
    ("line", "street", "code", "town"),
    [
        ("1 avenue de la Paix 64321 Clairval", "1 avenue de la Paix", "64321", "Clairval"),
        ("Place du Marché - 64321 CLAIRVAL", "Place du Marché", "64321", "CLAIRVAL"),
        ("Mairie - 86260 - Angles sur Mer", "Mairie", "86260", "Angles sur Mer"),
        ("12 Rue X, 64321 Clairval, France", "12 Rue X", "64321", "Clairval"),
        ("187, Rue de Menin, Marquette, 59520", "187, Rue de Menin", "59520", "Marquette"),
        ("Gare - 64987 Clairval", "Gare", None, "Clairval"),
        ("2 Rue X, Clairval", "2 Rue X, Clairval", None, None),
        ("05330 SAINT-CHAFFREY (05)", "05330 SAINT-CHAFFREY (05)", None, None),
    ],
)
def test_an_address_in_one_line_is_taken_apart(line: str, street: str, code: str | None, town: str | None) -> None:
    point = v2(adresse_station=line, code_insee_commune="64987")
    assert (point.address, point.postal_code, point.city) == (street, code, town)


def test_the_code_of_paris_is_a_postal_code() -> None:
    assert v2(adresse_station="1 rue A 75012 Paris", code_insee_commune="75012").postal_code == "75012"


def test_the_consolidations_town_comes_first() -> None:
    point = v2(adresse_station="1 rue A 64000 X", consolidated_code_postal="64321", consolidated_commune="Clairval")
    assert (point.postal_code, point.city) == ("64321", "Clairval")


@pytest.mark.parametrize(
    ("code", "country"),
    [
        ("64987", "FRA"), ("", "FRA"), ("2A004", "FRA"), ("97105", "GLP"), ("97209", "MTQ"), ("97302", "GUF"),
        ("97411", "REU"), ("97502", "SPM"), ("97608", "MYT"), ("97701", "BLM"), ("97801", "MAF"), ("98613", "WLF"),
        ("98735", "PYF"), ("98818", "NCL"),
    ],
)  # fmt: skip
def test_country_of_a_towns_code(code: str, country: str) -> None:
    assert v2(code_insee_commune=code).country == country


@pytest.mark.parametrize(
    ("cell", "free"),
    [
        ("Gratuit", True), ("gratuit", True), ("GRATUIT", True), ("Payant", False), ("payant", False),
        ("Public payant", False), ("Payant - CB", False), ("5€ / 45min", False), ("gratuit jusqu'au 30/06/2018", None),
        ("2|3", None), ("Inconnu", None), ("", None),
    ],
)  # fmt: skip
def test_free_of_charge_in_the_first_schema(cell: str, free: bool | None) -> None:
    assert v1(acces_recharge=cell).free is free


def test_a_remark_tells_what_a_meaningless_price_does_not() -> None:
    assert v1(acces_recharge="2|3", observations="Payant").free is False


@pytest.mark.parametrize(
    ("cell", "capabilities"),
    [
        ("Recharge par badge et avec une application smartphone", ("RFID_READER", "REMOTE_START_STOP_CAPABLE")),
        ("Payant (badge, appli et QR code)", ("RFID_READER", "REMOTE_START_STOP_CAPABLE")),
        ("Payant - CB", ("CREDIT_CARD_PAYABLE", "DEBIT_CARD_PAYABLE")),
        ("ou par CB sans contact", ("CREDIT_CARD_PAYABLE", "DEBIT_CARD_PAYABLE", "CONTACTLESS_CARD_SUPPORT")),
        ("Réservation préalable, accès par badge", ("RFID_READER", "RESERVABLE")),
        ("Carte Pass Pass", ("RFID_READER",)),
        ("Paiement par carte bancaire", ("CREDIT_CARD_PAYABLE", "DEBIT_CARD_PAYABLE")),
        ("Accès libre sans badge", ()),
        ("Borne en service", ()),
    ],
)
def test_means_of_payment_in_free_text(cell: str, capabilities: tuple[str, ...]) -> None:
    assert v1(observations=cell).capabilities == capabilities


def test_without_a_badge_is_without_registration() -> None:
    assert v1(observations="Accès libre sans badge").pay_per_use is True


@pytest.mark.parametrize(
    ("cell", "hours", "price", "notes"),
    [
        ("24/24 7/7 jours", "24/24 7/7 jours", None, None),
        ("selon horaires du port", "selon horaires du port", None, None),
        ("Tarifs sur le site du réseau", None, "Tarifs sur le site du réseau", None),
        ("Accès libre", None, None, None),
        ("Compatible uniquement avec une marque", None, None, "Compatible uniquement avec une marque"),
        ("", None, None, None),
    ],
)
def test_what_stands_in_the_column_of_accessibility(
    cell: str, hours: str | None, price: str | None, notes: str | None
) -> None:
    point = v1(accessibilite=cell)
    assert (point.hours, point.price_text, point.notes) == (hours, price, notes)


@pytest.mark.parametrize(
    ("price", "remark", "in_service"),
    [
        ("Payant", "Borne en service", True), ("Payant", "En service", True), ("Payant", "Borne hors service", False),
        ("Pas en service", "", False), ("Payant", "Badge", None),
    ],
)  # fmt: skip
def test_words_on_service(price: str, remark: str, in_service: bool | None) -> None:
    point = v1(acces_recharge=price, observations=remark)
    assert point.in_service is in_service


def test_a_row_that_slipped_to_the_left_from_the_count_on_is_moved_back() -> None:
    slipped = {**V1_ROW, "nbre_pdc": "FR*A16*E1*1", "id_pdc": "22kW", "puiss_max": "T2 - E/F", "type_prise": "Payant"}
    point = read_point({**slipped, "acces_recharge": "24h/24", "accessibilite": "RAS", "observations": "43234"})
    assert (point.uid, point.power_w, plugs(point)) == ("FRA16E11", 22_000, "t2 ef")
    assert (point.declared, point.free, point.hours, point.notes) == (None, False, "24h/24", None)
    assert point.position == (43.41, -0.51)


def test_a_row_that_slipped_from_its_beginning_is_moved_back() -> None:
    cells = [
        "Voltéa",
        "Réseau Azur",
        "FR*S64*P3",
        "Tilleuls",
        "Route 64322 X",
        "",
        "-0.6",
        "43.5",
        "1",
        "FR*S64*E3",
        "50",
    ]
    slipped = {**V1_ROW, **dict(zip(V1_ROW, cells, strict=False)), "puiss_max": "T2-Combo", "type_prise": "Payant"}
    point = read_point(slipped)
    assert (point.operator, point.brand, point.name) == ("Voltéa", "Réseau Azur", "Tilleuls")
    assert (point.position, point.declared, point.uid, plugs(point)) == ((43.5, -0.6), 1, "FRS64E3", "ccs t2")


def test_a_sound_row_is_left_as_it_is() -> None:
    assert aligned(V1_ROW) is V1_ROW
    assert aligned(V2_ROW) is V2_ROW


@pytest.mark.parametrize(
    ("cell", "count"), [("3", 3), ("0", None), ("", None), ("-1", None), ("99999", None), ("²", None)]
)
def test_the_declared_number_of_points(cell: str, count: int | None) -> None:
    assert v2(nbre_pdc=cell).declared == count


def test_publications_are_told_by_the_consolidations_mark() -> None:
    assert v2(datagouv_resource_id="r1", prise_type_2="1").publication == ("r1",)


@pytest.mark.parametrize(("flag", "habit"), [("true", "lower"), ("True", "title"), ("TRUE", "upper"), ("1", "digit")])
def test_publications_are_told_by_their_habits_where_there_is_no_mark(flag: str, habit: str) -> None:
    assert v2(prise_type_2=flag, nom_amenageur="A").publication == (habit, "A", "")


def test_one_point_in_two_rows_has_the_plugs_of_both() -> None:
    one, other = Point(None, plugs=(CCS, DOMESTIC)), Point(None, plugs=(DOMESTIC, TYPE_2))
    assert plugs(united(one, other)) == "ccs t2 ef"


@given(st.dictionaries(st.sampled_from(sorted(V1 | V2)), st.text(max_size=30)))
def test_no_row_breaks_the_reader(row: dict[str, Any]) -> None:
    assert isinstance(read_point(row), Point)
