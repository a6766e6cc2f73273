"""Whatever a request says, the answer is 2xx or 4xx, as problem details that name the parameter; never a 500.

Nonsense is refused and not answered with an empty list.
"""

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

import orjson
import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from stations.search.cursor import Place, encode
from stations.search.query import Order
from tests.fakes import hostile
from tests.fakes.hostile import CORPUS
from tests.integration.api.conftest import Get

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lasting_world")]

SEARCHES = ["stations/", "stations/nearby/", "tiles/5/17/10.mvt", "tiles.json"]
READS = [*SEARCHES, "stations/suggestions/", "operators/", "sources/", "stations/aaaaaaaaaaaa/", "health"]
LONG = "9" * 10_000


def cursor_of(*parts: object) -> str:
    return urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


# Query strings as they stand in an address, and the parameter that the answer must name.
NONSENSE: list[tuple[str, str]] = [
    ("lat=nan&lon=1", "lat"),
    ("lat=inf&lon=1", "lat"),
    ("lat=-Infinity&lon=1", "lat"),
    ("lat=1e999&lon=1", "lat"),
    ("lat=1e1e1&lon=1", "lat"),
    ("lat=1_0&lon=1", "lat"),
    ("lat=0x10&lon=1", "lat"),
    ("lat=52,5&lon=13", "lat"),
    ("lat=%EF%BC%95%EF%BC%92&lon=1", "lat"),
    ("lat=%D9%A5%D9%A2&lon=1", "lat"),
    ("lat=90.000001&lon=1", "lat"),
    ("lat=1&lon=180.1", "lon"),
    ("lat=1", "lon"),
    ("lon=1", "lat"),
    ("lat=1&lon=", "lon"),
    ("lat=1&lat=2&lon=1", "lat"),
    ("lat[]=1&lon[]=2", "lat[]"),
    ("lat[0]=1", "lat[0]"),
    (f"lat={LONG}&lon=1", "lat"),
    ("lat=1&lon=1&radius_km=0", "radius_km"),
    ("lat=1&lon=1&radius_km=-5", "radius_km"),
    ("lat=1&lon=1&radius_km=501", "radius_km"),
    ("radius_km=5", "radius_km"),
    ("bbox=1,2,3", "bbox"),
    ("bbox=1,2,3,4,5", "bbox"),
    ("bbox=a,b,c,d", "bbox"),
    ("bbox=nan,nan,nan,nan", "bbox"),
    ("bbox=1,50,2,40", "bbox"),
    ("bbox=-181,0,0,1", "bbox"),
    ("bbox=0,-91,1,0", "bbox"),
    ("bbox=,,,", "bbox"),
    ("bbox=1;2;3;4", "bbox"),
    ("place=Xyzzyville", "place"),
    ("place=%25%25", "place"),
    ("place=%1B[31m", "place"),
    ("q=%25", "q"),
    ("q=%22%22*()", "q"),
    ("q=%F0%9F%94%8C", "q"),
    ("q=%FF%FE", "q"),
    ("q=%ED%A0%80", "q"),
    ("q=a%0Ab", "q"),
    ("q=%E2%80%AEabc", "q"),
    (f"q={'x' * 10_000}", "q"),
    ("q=a+b+c+d+e+f+g+h+i+j+k+l+m", "q"),
    ("connector=warp", "connector"),
    ("connector=IEC_62196_T2'--", "connector"),
    ("&".join(["connector=ccs"] * 60), "connector"),
    ("min_power_kw=fast", "min_power_kw"),
    ("min_power_kw=-1", "min_power_kw"),
    ("min_power_kw=99999", "min_power_kw"),
    ("min_power_kw=150&max_power_kw=50", "min_power_kw"),
    ("known_power=maybe", "known_power"),
    ("operator=No+Such", "operator"),
    ("operator=no-such-operator", "operator"),
    ("exclude_operator=no-such-operator", "exclude_operator"),
    ("source=no-such-source", "source"),
    ("access=everyone", "access"),
    ("open=tomorrow", "open"),
    ("payment=gold", "payment"),
    ("amenity=SAUNA", "amenity"),
    ("available=2", "available"),
    ("hide_faulty=yes", "hide_faulty"),
    ("planned=%E2%9C%93", "planned"),
    ("min_evses=0", "min_evses"),
    ("min_evses=1.5", "min_evses"),
    ("min_evses=1000000000000", "min_evses"),
    ("order=price", "order"),
    ("order=distance", "order"),
    ("limit=0", "limit"),
    ("limit=501", "limit"),
    ("limit=1000000000", "limit"),
    ("limit=99999999999999999999999", "limit"),
    ("limit=ten", "limit"),
    ("cursor=garbage", "cursor"),
    ("cursor=%00", ""),
    ("cursor=e30", "cursor"),
    ("cursor=Ww", "cursor"),
    (f"cursor={'A' * 399}", "cursor"),
    (f"cursor={LONG}", "cursor"),
    (f"cursor={cursor_of('place', 10**30, 'aaaaaaaaaaaa', '')}", "cursor"),
    (f"cursor={cursor_of('place', 1, 'aaaaaaaaaaaa', '000000000000')}", "cursor"),
    (f"cursor={cursor_of('place', True, 'aaaaaaaaaaaa', '')}", "cursor"),
    (f"cursor={encode(Order.PLACE, Place(1, 'aaaaaaaaaaaa'), 'another search')}", "cursor"),
    ("colour=red", "colour"),
    ("LAT=1", "LAT"),
    (f"{'n' * 5_000}=1", "n" * 80),
    ("%22%3E%3Cscript%3E=1", '"><script>'),
    ("q=caf%00e", ""),
    ("=1", ""),
]
# Tiles have neither order nor pages, so that what a cursor says does not matter to them.
ONLY_LISTS = {"cursor", "order"}


def named(content: bytes) -> set[str]:
    return {error["parameter"] for error in orjson.loads(content).get("errors", [])}


@pytest.mark.parametrize(("query", "parameter"), NONSENSE)
def test_nonsense_is_refused_by_name(query: str, parameter: str, client: Client) -> None:
    for path in SEARCHES if parameter not in ONLY_LISTS else SEARCHES[:2]:
        if path == "stations/nearby/" and query == "order=distance":
            continue
        point = "lat=1&lon=1&" if "nearby" in path and not {"lat", "lon", "radius_km", "place"} & {parameter} else ""
        response = client.get(f"/api/v2/{path}?{point}{query}")
        assert response.status_code == 400, (path, response.content[:300])
        assert response["Content-Type"] == "application/problem+json"
        assert not parameter or parameter in named(response.content), response.content[:300]


@pytest.mark.parametrize("query", [query for query, _ in NONSENSE])
def test_no_endpoint_breaks(query: str, client: Client) -> None:
    for path in READS[len(SEARCHES) :]:
        response = client.get(f"/api/v2/{path}?{query}")
        assert response.status_code in (200, 400, 404), response.content[:300]
        if response.status_code != 200:
            assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("headers", "statuses"),
    [
        ({"accept": "text/html"}, (200, 404, 406)),
        ({"accept": "a/b;q=nan, */*;q=2, ;;;, /"}, (200, 404, 406)),
        ({"accept": "x" * 8_000}, (200, 404, 406)),
        ({"if-none-match": '"' + "x" * 5_000}, (200, 404)),
        ({"if-none-match": '*, W/"a", '}, (200, 304, 404)),
        ({"accept-language": "xx-" * 500}, (200, 404)),
        ({"accept-encoding": "gzip;q=nan, br, zstd"}, (200, 404)),
        ({"origin": "null"}, (200, 404)),
        ({"cookie": "sessionid=%00; csrftoken='--"}, (200, 404)),
        ({"authorization": "Basic %%%"}, (200, 404)),
        ({"x-http-method-override": "DELETE"}, (200, 404)),
        ({"range": "bytes=0-1"}, (200, 404)),
    ],
)
def test_odd_headers_break_nothing(headers: dict[str, str], statuses: tuple[int, ...], client: Client) -> None:
    for path in READS:
        asks = "?lat=52.5&lon=13.4" if "nearby" in path else "?q=park" if "suggestions" in path else ""
        assert client.get(f"/api/v2/{path}{asks}", headers=headers).status_code in statuses, path


@pytest.mark.parametrize("path", [*READS, "nothing/"])
@pytest.mark.parametrize("body", ["", "[" * 5_000, "\0\xff"])
def test_other_methods_are_refused_whatever_they_carry(path: str, body: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    for method in ("POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"):
        response = strict.generic(method, f"/api/v2/{path}", body, content_type="application/json")
        assert response.status_code == (404 if path == "nothing/" else 405)
        assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "path",
    [
        "stations/AAAAAAAAAAAA/",
        "stations/aaaaaaaaaaa/",
        "stations/aaaaaaaaaaa1/",
        "stations/aaaaaaaaaaaa",
        "stations/'; drop table/",
        "stations/%2e%2e%2fetc/",
        "stations/é🔌/",
        "stations/" + "a" * 5_000 + "/",
        "stations//",
        "stations/aaaaaaaaaaaa/nearby/",
        "tiles/99/0/0.mvt",
        f"tiles/5/{2**60}/0.mvt",
        "tiles/5/32/0.mvt",
        "tiles/5/0/32.mvt",
        f"tiles/{LONG}/0/0.mvt",
        "tiles/-1/0/0.mvt",
        "tiles/5/1.5/0.mvt",
        "tiles/٥/0/0.mvt",
        "tiles/5/0/0.pbf",
        "tiles/5/0/0.mvt/",
        "tiles.json/",
        "operators/volta-nord/",
        "",
        "stations.json",
        "../../etc/passwd",
    ],
)
def test_what_is_not_there_is_404_as_a_problem(path: str, client: Client) -> None:
    response = client.get(f"/api/v2/{quote(path)}")
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == 404


@pytest.mark.parametrize("path", ["tiles/15/0/0.mvt", "tiles/3/8/0.mvt", "tiles/3/0/8.mvt"])
def test_a_tile_that_is_none_is_refused_by_name(path: str, get: Get) -> None:
    wrong = {"15": "z", "8": "x"}.get(path.split("/")[1 if "15" in path else 2], "y")
    assert get(path, status=404)["errors"][0]["parameter"] == wrong


@pytest.mark.parametrize("path", READS)
def test_a_thousand_parameters_are_refused(path: str, client: Client) -> None:
    many = urlencode([(f"p{n}", "1") for n in range(1_100)])
    response = client.get(f"/api/v2/{path}?{many}")
    assert response.status_code == (200 if path == "health" else 400)
    if path != "health":
        assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["stations/", "stations/nearby/", "stations/aaaaaaaaaaaa/"])
@pytest.mark.parametrize("query", ["format=xml", "format=api", "format=json&format=geojson", "format=JSON"])
def test_another_format_is_refused_by_name(path: str, query: str, client: Client) -> None:
    response = client.get(f"/api/v2/{path}?lat=1&lon=1&{query}" if "nearby" in path else f"/api/v2/{path}?{query}")
    assert response.status_code == 400
    assert "format" in named(response.content)


@pytest.mark.parametrize("query", ["format=xml", "q=x&q=y", "limit=0", "limit=21", "limit=1e1", "q=", "q=%F0%9F%94%8C"])
def test_suggestions_refuse_nonsense(query: str, client: Client) -> None:
    assert client.get(f"/api/v2/stations/suggestions/?{query}").status_code == 400


@pytest.mark.parametrize("query", ["cursor=zzz", "cursor=e30", "limit=0", "limit=501", "q=volta", "limit=%EF%BC%95"])
def test_operators_refuse_nonsense(query: str, client: Client) -> None:
    assert client.get(f"/api/v2/operators/?{query}").status_code == 400


@pytest.mark.parametrize("path", ["/api/v2/stations/", "/api/nothing", "/api/docs/"])
def test_a_wrong_host_is_refused_as_a_problem(path: str, client: Client) -> None:
    response = client.get(path, headers={"host": "evil.example\r\nx"})
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert b"evil" not in response.content


@pytest.mark.parametrize("text", ['"', "' OR 1=1 --", "a AND b", "NEAR(a b)", "a*", "^a", "{a b}: c", "%", "_"])
def test_operators_of_the_search_engine_are_plain_text(text: str, client: Client) -> None:
    response = client.get("/api/v2/stations/", {"q": f"park {text}"})
    assert response.status_code == 200, response.content
    suggested = client.get("/api/v2/stations/suggestions/", {"q": f"park {text}"})
    assert suggested.status_code == 200


@pytest.mark.parametrize("sign", ['"', "'", "*", "(", ")", ":", "^", "%", "-", "+", "{", "\\"])
def test_signs_beside_a_word_change_nothing(sign: str, names: Callable[..., set[str]]) -> None:
    assert names(q=f"{sign}plain{sign}") == names(q=f"plain {sign}") == {"plain"}


@pytest.mark.parametrize("name", ["lat", "bbox", "q", "connector", "limit", "cursor", "operator", "order", "open"])
def test_an_empty_value_says_nothing(name: str, get: Get) -> None:
    empty: dict[str, Any] = {name: ""}
    assert get("stations/", **empty)["data"] == get("stations/")["data"]


@pytest.fixture
def unhurried(settings: Settings) -> None:
    """Nobody has asked too often, and passwords cost little."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.ACCOUNT_RATE_LIMITS = {}
    cache.clear()


def faults(send: hostile.Send, client: Client, check: Callable[[Any], object]) -> dict[str, str]:
    """By kind of input: what is wrong with the answer."""
    found = {}
    for kind, payload in CORPUS.items():
        try:
            answer: Any = send(client, payload)
            check(answer)
        except Exception as error:
            found[kind] = f"{type(error).__name__}: {error}"[:300]
    return found


def is_sound(answer: Any) -> None:
    """What holds for every answer: no fault of ours, and no header that somebody else wrote."""
    assert answer.status_code < 500, answer.content[:200]
    assert "taken" not in answer.cookies
    assert not any(sign in f"{name}{value}" for name, value in answer.items() for sign in "\r\n\0")


def is_data_or_a_problem(answer: Any) -> None:
    is_sound(answer)
    if answer.status_code in (204, 304):
        return
    if answer.status_code < 400:
        assert answer["Content-Type"].split(";")[0] in ("application/json", "application/geo+json", "text/csv")
        return
    assert answer["Content-Type"] == "application/problem+json"
    told = orjson.loads(answer.content)
    assert told["status"] == answer.status_code
    assert {"type", "title", "detail", "instance"} <= told.keys()


def is_a_page(answer: Any) -> None:
    is_sound(answer)
    if answer.status_code in (301, 302):
        assert answer["Location"].startswith("/") and not answer["Location"].startswith("//"), answer["Location"]
        return
    assert answer["Content-Type"].startswith("text/html") or b"NUL byte" in answer.content
    assert b"<script>alert" not in answer.content


def test_the_corpus_is_wide_enough() -> None:
    assert len(CORPUS) >= 30
    assert len({*hostile.IN_API, *hostile.WITH_KEYS, *hostile.ON_PAGES}) >= 10


@pytest.mark.parametrize("place", [*hostile.IN_API, *hostile.WITH_KEYS])
def test_the_api_answers_with_data_or_a_problem(place: str, client: Client, unhurried: None) -> None:
    send = {**hostile.IN_API, **hostile.WITH_KEYS}[place]
    assert faults(send, client, is_data_or_a_problem) == {}


@pytest.mark.parametrize("place", hostile.ON_PAGES)
def test_pages_answer_with_a_page(place: str, client: Client, unhurried: None) -> None:
    assert faults(hostile.ON_PAGES[place], client, is_a_page) == {}
