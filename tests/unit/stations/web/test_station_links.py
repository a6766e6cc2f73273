"""Hand-off to navigation."""

from stations.web.station_links import handoffs


def test_every_way_leads_to_the_exact_position() -> None:
    urls = [way.url for way in handoffs(52.5163, -13.3777, "Tor & Söhne")]
    assert [url.split(":")[0] for url in urls] == ["geo", "https", "https", "https"]
    assert all("52.516300,-13.377700" in url for url in urls)


def test_name_is_quoted() -> None:
    geo, _google, apple, _osm = (way.url for way in handoffs(1, 2, 'A & "B"'))
    assert geo.endswith("(A%20%26%20%22B%22)")
    assert apple.endswith("q=A+%26+%22B%22")
