"""The finder as it is without a script: a form, a list, and ways out of an empty one."""

import re
from typing import Any

import pytest
from django.test import Client

from stations.models import DataVersion, Operator, Source, Station
from stations.web import finder, results, search_request

NEAR = "/?place=Norwich"


def names(client: Client, address: str) -> list[str]:
    """The stations of a list, in order."""
    text = client.get(address).content.decode()
    return re.findall(r'<h3>\s*<a href="/stations/[^"]*">([^<]*)</a>', text)


def links_of(client: Client, address: str) -> list[str]:
    return [link.replace("&amp;", "&") for link in re.findall(r'href="(/[^"]*)"', client.get(address).content.decode())]


def test_nearest_come_first_with_their_distance(world: None, client: Client, read: Any) -> None:
    assert names(client, NEAR)[:2] == ["Castle Mall", "Riverside Park"]
    text = read(NEAR)
    assert "Stations near Norwich" in text
    assert "Nearest to Norwich first · 4 stations within 25 km" in text
    assert re.search(r"Riverside Park 9\d0 m", text)


def test_row_says_plugs_hours_and_live_state_with_its_age(world: None, read: Any) -> None:
    text = read(NEAR)
    assert "CCS 2 150 kW × 2" in text
    assert "Open 24 hours 2 of 4 free · just now, MFG EV Power" in text
    assert "Type 2 power not known" in text


def test_plug_and_power_must_hold_on_the_same_plug(world: None, client: Client) -> None:
    assert names(client, f"{NEAR}&connector=ccs&min_power_kw=150") == ["Castle Mall", "Cromer Pier"]
    assert names(client, f"{NEAR}&connector=chademo&min_power_kw=100") == []


def test_active_filter_says_how_many_it_hides(world: None, read: Any) -> None:
    text = read(f"{NEAR}&radius_km=10&connector=chademo")
    assert "1 station within 10 km of Norwich" in text
    assert re.search(r"CHAdeMO hides \d", text)


def test_stations_that_share_an_evse_are_one_row(world: None, client: Client, read: Any) -> None:
    assert "Castle Quarter" not in names(client, NEAR)
    assert "also in Fastned" in read(NEAR)


def test_closed_licence_is_marked(world: None, read: Any) -> None:
    assert "licence closed or unknown" in read(f"{NEAR}&source=nl-fastned")
    assert "licence closed or unknown" not in read(f"{NEAR}&source=uk-mfg&q=river")


def test_empty_list_tells_ways_out_and_the_nearest(world: None, client: Client, read: Any) -> None:
    address = f"{NEAR}&radius_km=25&min_power_kw=300"
    text = read(address)
    assert "Widen to 50 km 1 station" in text
    assert re.search(r"Drop “300 kW or more” \d stations", text)
    assert "The nearest that fits" in text
    assert names(client, address) == ["Cromer Pier"]


def test_ways_out_lead_to_stations(world: None, client: Client) -> None:
    address = f"{NEAR}&radius_km=25&min_power_kw=300&connector=ccs"
    ways = [link for link in links_of(client, address) if "place=Norwich" in link]
    assert len(ways) >= 3
    leading = [link for link in ways if "radius_km=50" in link or "min_power_kw" not in link]
    assert all(names(client, link) for link in leading)


def test_empty_view_can_be_widened(world: None, client: Client, read: Any) -> None:
    assert "Look in a wider area" in read("/?bbox=1.30,52.80,1.36,52.86")
    wider = next(link for link in links_of(client, "/?bbox=1.30,52.80,1.36,52.86") if "bbox" in link)
    assert names(client, wider)


def test_view_is_listed_from_its_middle(world: None, client: Client, read: Any) -> None:
    text = read("/?bbox=1.2,52.6,1.4,52.7")
    assert "4 stations Nearest to the middle of the map first" in text
    assert "Cromer Pier" not in names(client, "/?bbox=1.2,52.6,1.4,52.7")


def test_view_too_wide_to_be_listed_asks_to_zoom_in(world: None, read: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "_LISTED_IN_WIDE_VIEW", 3)
    text = read("/?bbox=-10,40,10,60")
    assert "6 stations Zoom in or search for a place to list them." in text
    assert "Riverside" not in text


def test_wide_view_of_few_stations_is_listed(world: None, read: Any) -> None:
    assert "Riverside Park" in read("/?bbox=-10,40,10,60")


def test_front_page_says_what_there_is_and_where_to_begin(world: None, client: Client, read: Any) -> None:
    text = read("/")
    assert "Where to?" in text
    assert "6 stations from 2 sources" in text
    town = next(link for link in links_of(client, "/") if "place=Norwich" in link)
    assert names(client, town)[0] == "Castle Mall"


def test_front_page_of_an_empty_database(clean: None, db: None, read: Any) -> None:
    assert "There are no stations here yet." in read("/")


def test_name_that_is_no_place_is_searched_as_text(world: None, client: Client, read: Any) -> None:
    answer = client.get("/?place=Riverside+Park&connector=type2")
    assert answer.status_code == 302
    assert answer["Location"] == "/?q=Riverside+Park&connector=type2&missed=Riverside+Park"
    assert names(client, answer["Location"]) == ["Riverside Park"]
    assert "No place is called “Riverside Park”" in read(answer["Location"])


def test_mistyped_place_is_guessed(world: None, client: Client, read: Any) -> None:
    address = client.get("/?place=Norwhich")["Location"]
    assert "Did you mean a place? Norwich, United Kingdom" in read(address)
    meant = next(link for link in links_of(client, address) if "place=Norwich" in link)
    assert names(client, meant)[0] == "Castle Mall"


def test_name_of_an_operator_is_not_taken_for_the_beginning_of_a_town(world: None, client: Client) -> None:
    Operator.objects.create(slug="shell", name="Shell", key="shell")
    assert "q=Shell" in client.get("/?place=Shell")["Location"]
    assert client.get("/?place=Norwich").status_code == 200


def test_name_that_is_found_nowhere_says_what_was_searched(world: None, read: Any) -> None:
    text = read("/?q=Norwhich&missed=Norwhich")
    assert "0 stations No place is called “Norwhich”, so names, operators and addresses were searched." in text


def test_pages_follow_each_other_without_gap_or_repeat(
    world: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_request, "PAGE", 2)
    address: str | None = NEAR
    seen: list[str] = []
    while address:
        seen += names(client, address)
        address = next((link for link in links_of(client, address) if "cursor=" in link), None)
    assert set(seen) == {
        "Castle Mall",
        "Riverside Park",
        "Lamp Post &amp; &quot;Sons&quot;",
        "Airport Hub",
        "Cromer Pier",
    }
    assert len(seen) == 5


def test_miles_are_a_choice(world: None, client: Client, read: Any) -> None:
    client.post("/preferences/", {"units": "mi", "next": "/"})
    text = read(f"{NEAR}&radius_km=40")
    assert "within 25 mi of Norwich" in text
    assert re.search(r"Riverside Park 0\.6 mi", text)


def test_what_is_not_public_is_counted_not_listed(world: None, client: Client, read: Any) -> None:
    Station.objects.filter(name="Airport Hub").update(access="PRIVATE")
    assert "1 more is not open to everybody" in read(f"{NEAR}&radius_km=10")
    assert "Airport Hub" not in names(client, f"{NEAR}&radius_km=10")
    everybody = next(link for link in links_of(client, f"{NEAR}&radius_km=10") if "access=PRIVATE" in link)
    assert "Airport Hub" in names(client, everybody)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/?nonsense=1", "nonsense no such parameter"),
        ("/?bbox=1,2,3", "bbox must be west,south,east,north"),
        ("/?min_power_kw=lots", "min_power_kw must be a decimal number"),
        ("/?connector=sok", "connector 'sok' is no OCPI connector standard"),
        ("/?lat=91&lon=0", "lat must lie between -90 and 90"),
        (f"{NEAR}&cursor=x", "cursor"),
        (f"{NEAR}&operator=nobody", "operator"),
    ],
)
def test_wrong_parameter_is_named_on_a_page_that_helps(world: None, read: Any, address: str, words: str) -> None:
    text = read(address, 400)
    assert words in text
    assert "Place, operator or station" in text


def test_fragment_is_the_list_alone(world: None, client: Client) -> None:
    text = client.get(f"{NEAR}&fragment=list").content.decode()
    assert "Castle Mall" in text
    assert "<html" not in text
    assert "fragment" not in text


@pytest.mark.parametrize(
    ("filters", "queries"), [("connector=ccs&min_power_kw=50", 19), ("open=now&available=1", 18), ("", 16)]
)
def test_search_takes_few_queries(
    world: None, client: Client, django_assert_max_num_queries: Any, filters: str, queries: int
) -> None:
    address = f"{NEAR}&{filters}"
    client.get(address)
    with django_assert_max_num_queries(queries):
        client.get(address)


def test_names_are_escaped(world: None, client: Client) -> None:
    text = client.get(NEAR).content.decode()
    assert '"Sons"' not in text
    assert "Lamp Post &amp; &quot;Sons&quot;" in text


def test_page_keeps_the_content_security_policy(world: None, client: Client) -> None:
    answer = client.get(NEAR)
    text = answer.content.decode()
    nonce = re.search(r"'nonce-([^']+)'", answer["Content-Security-Policy"])
    assert nonce
    inline = [tag for tag in re.findall(r"<script[^>]*>", text) if "src=" not in tag and "json" not in tag]
    assert inline
    assert all(f'nonce="{nonce[1]}"' in tag for tag in inline)
    assert not re.search(r"<[^>]* (style|on\w+)=", text)


def test_demo_stations_are_labelled_on_every_page(world: None, client: Client, read: Any) -> None:
    assert "Demo data." not in read("/")
    Source.objects.filter(uid="uk-mfg").update(demo=True)
    DataVersion.bump(data=True)
    station = next(link for link in links_of(client, NEAR) if link.startswith("/stations/"))
    for address in ("/", NEAR, "/data/", station):
        assert "Demo data. Stations with “(demo)” behind their operator are invented." in read(address)
    assert "Demo data." in read("/nothing/", 404)


def test_label_speaks_of_all_stations_where_all_are_invented(world: None, read: Any) -> None:
    Source.objects.update(demo=True)
    DataVersion.bump(data=True)
    assert "Demo data. These stations and networks are invented." in read("/")


def test_every_link_of_the_page_answers(world: None, client: Client) -> None:
    own = {link for link in links_of(client, f"{NEAR}&connector=ccs&open=now") if not link.startswith("/static/")}
    assert len(own) > 8
    # An account's page leads to the log-in.
    assert {link: client.get(link, follow=True).status_code for link in own} == dict.fromkeys(own, 200)


def test_searches_are_not_indexed_and_the_front_page_is(world: None, client: Client) -> None:
    assert b'content="noindex"' in client.get(NEAR).content
    assert b'content="noindex"' not in client.get("/").content


def test_legend_names_every_power_class() -> None:
    assert [entry.power_class for entry in finder.legend()] == [1, 2, 3, 4, 5, 6, 0]
    assert finder.legend()[1].words == "11 to below 22"
