"""The filter form, and what its filters are called."""

import pytest

from stations.search.params import parse
from stations.search.query import StationQuery
from stations.web import filters
from stations.web.units import Units


def query_of(**values: str | list[str]) -> StationQuery:
    return parse({name: [value] if isinstance(value, str) else value for name, value in values.items()})


def on(choices: list[filters.Choice]) -> list[str]:
    return [choice.value for choice in choices if choice.on]


def labels_of(query: StationQuery) -> list[str]:
    return [active.label for active in filters.active(query, {"netz": "Netz AG", "xx": "Register X"})]


def test_form_shows_what_is_asked_for() -> None:
    form = filters.form(query_of(connector=["ccs", "type2"], min_power_kw="150", open="now", amenity="WIFI"), Units.KM)
    assert on(form.plugs) == ["ccs", "type2"]
    assert on(form.powers) == ["150"]
    assert on(form.quick) == ["now"]
    assert "WIFI" in [value for group in form.groups for value in on(group.choices)]
    assert form.more_count == 1


def test_form_of_nothing_has_only_the_usual_access_on() -> None:
    form = filters.form(StationQuery(), Units.KM)
    assert on(form.plugs) == []
    assert on(form.powers) == [""]
    assert [value for group in form.groups for value in on(group.choices)] == ["PUBLIC", "UNKNOWN"]
    assert form.more_count == 0


def test_plug_and_power_that_the_form_does_not_offer_are_added() -> None:
    form = filters.form(query_of(connector="GBT_DC", min_power_kw="43"), Units.KM)
    assert on(form.plugs) == ["GBT_DC"]
    assert on(form.powers) == ["43"]


def test_tesla_is_not_mistaken_for_nacs() -> None:
    assert on(filters.form(query_of(connector="tesla"), Units.KM).plugs) == ["tesla"]


@pytest.mark.parametrize(("unit", "first"), [(Units.KM, ("5", "5 km")), (Units.MI, ("8", "5 mi"))])
def test_radii_are_round_in_the_visitors_unit(unit: Units, first: tuple[str, str]) -> None:
    menu = filters.form(StationQuery(), unit).menus[0]
    assert (menu.choices[0].value, menu.choices[0].label) == first
    assert len(on(menu.choices)) == 1


def test_operator_of_a_link_is_kept_when_the_form_is_sent() -> None:
    form = filters.form(query_of(operator="netz", source="xx"), Units.KM)
    assert form.kept == [("operator", "netz"), ("source", "xx")]


def test_clearing_keeps_the_area() -> None:
    form = filters.form(query_of(lat="1", lon="2", radius_km="5", connector="ccs"), Units.KM)
    assert form.clear_url == "/?lat=1&lon=2&radius_km=5"


@pytest.mark.parametrize(
    ("values", "label"),
    [
        ({"connector": ["ccs", "chademo"]}, "CCS, CHAdeMO"),
        ({"connector": "DOMESTIC_J"}, "Household socket, type J (Swiss)"),
        ({"min_power_kw": "150"}, "150 kW or more"),
        ({"max_power_kw": "22"}, "22 kW at most"),
        ({"q": "mall"}, "“mall”"),
        ({"operator": "netz"}, "by Netz AG"),
        ({"exclude_operator": "netz"}, "not by Netz AG"),
        ({"source": "xx"}, "from Register X"),
        ({"access": "PRIVATE"}, "Private"),
        ({"open": "now"}, "Open now"),
        ({"open": "24_7"}, "Open 24/7"),
        ({"available": "1"}, "Free now"),
        ({"payment": ["card", "contactless"]}, "Contactless card, Bank card"),
        ({"amenity": "WIFI"}, "Wi-Fi"),
        ({"min_evses": "1"}, "at least 1 point"),
        ({"min_evses": "4"}, "at least 4 points"),
        ({"known_power": "1"}, "Power known"),
        ({"hide_faulty": "1"}, "Hide out of order"),
        ({"planned": "1"}, "Planned ones too"),
    ],
)
def test_every_filter_has_words(values: dict[str, str | list[str]], label: str) -> None:
    assert labels_of(query_of(**values)) == [label]


def test_dropping_a_filter_keeps_all_others_and_the_area() -> None:
    query = query_of(bbox="1,2,3,4", connector=["ccs", "type2"], min_power_kw="50")
    first, second = filters.active(query, {})
    assert first.without == [("bbox", "1,2,3,4"), ("min_power_kw", "50")]
    assert second.without == [("bbox", "1,2,3,4"), ("connector", "ccs"), ("connector", "type2")]


def test_area_and_order_are_no_filters() -> None:
    assert labels_of(query_of(lat="1", lon="2", radius_km="5", place="X", order="power")) == []
