"""The OpenAPI document is valid, whole, and says what the API really answers."""

import re
from typing import Any
from urllib.parse import urljoin

import pytest
from django.core.management import call_command
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator

from accounts.api.schema import SHAPES as MINE
from analytics.api.schema import SHAPES as HAPPENED
from analytics.api.similar_schema import SHAPES as ALIKE
from stations.api.schema import community, findings, writing
from stations.api.schema.shapes import SHAPES
from stations.documents.identity import public_id
from stations.search.params import PARAMETERS
from tests.world import NOW, REGISTER, publish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lasting_world")]

SEARCHES = ["/api/v2/stations/", "/api/v2/stations/nearby/", "/api/v2/tiles/{z}/{x}/{y}.mvt", "/api/v2/tiles.json"]
ID = public_id("xx-network", "free")


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    made: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return made


def operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """By path; those that are no reads with their method before it."""
    return {
        path if method == "get" else f"{method} {path}": operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


def check(shape: str, answer: Any) -> None:
    schemas = {**SHAPES, **writing.SHAPES, **community.SHAPES, **findings.SHAPES, **MINE, **HAPPENED, **ALIKE}
    schema = {"$ref": f"#/components/schemas/{shape}", "components": {"schemas": schemas}}
    Draft202012Validator(schema).validate(answer)


def test_the_document_is_valid_and_made_without_a_warning(document: dict[str, Any], capsys: Any) -> None:
    validate_schema(document)  # type: ignore[no-untyped-call]
    call_command("spectacular", validate=True, fail_on_warn=True)
    assert "openapi: 3.1" in capsys.readouterr().out


def test_operation_ids_stay_as_they_are(document: dict[str, Any]) -> None:
    assert {path: operation["operationId"] for path, operation in operations(document).items()} == {
        "/api/v2/stations/": "listStations",
        "/api/v2/stations/nearby/": "listNearbyStations",
        "/api/v2/stations/suggestions/": "suggest",
        "/api/v2/stations/{public_id}/": "readStation",
        "/api/v2/operators/": "listOperators",
        "/api/v2/sources/": "listSources",
        "/api/v2/tiles/{z}/{x}/{y}.mvt": "readTile",
        "/api/v2/tiles.json": "readTileJson",
        "post /api/v2/stations/bulk/": "writeStations",
        "post /api/v2/exports/": "requestExport",
        "/api/v2/exports/{public_id}/": "readExport",
        "delete /api/v2/exports/{public_id}/": "cancelExport",
        "/api/v2/exports/{public_id}/file/": "downloadExport",
        "/ocpi/2.2.1/locations": "listLocations",
        "/ocpi/2.2.1/locations/{public_id}": "readLocation",
        "/ocpi/2.2.1/locations/{public_id}/{evse_uid}": "readLocationEvse",
        "/ocpi/2.2.1/locations/{public_id}/{evse_uid}/{connector_id}": "readLocationConnector",
        "/api/v1/stations/": "listStationsV1",
        "/api/v1/stations/search": "searchStationsV1",
        "/api/v1/stations/suggestions": "suggestV1",
        "/api/v1/stations/{public_id}": "readStationV1",
        "post /api/v1/export/data": "requestExportV1",
        "/api/v1/export/status/{job_id}": "readExportV1",
        "/api/v1/favorites": "listFavouritesV1",
        "/api/v1/favorites/{station}": "readFavouriteV1",
        "post /api/v1/favorites/{station}": "keepFavouriteV1",
        "delete /api/v1/favorites/{station}": "dropFavouriteV1",
        "post /api/v1/auth/register": "registerV1",
        "post /api/v1/auth/login": "logInV1",
        "/api/v2/stations/{public_id}/similar/": "listSimilarStations",
        "/api/v2/me/recommendations/": "listRecommendations",
        "/api/v2/analytics/popular-stations/": "listPopularStations",
        "/api/v2/analytics/peak-hours/": "listPeakHours",
        "/api/v2/analytics/usage/": "listUsageByDay",
        "/api/v2/analytics/trends/": "listTrends",
        "/api/v2/analytics/comparison/": "compareStations",
        "/api/v2/analytics/drivers/": "listDrivers",
        "/api/v2/analytics/quality/": "listQuality",
        "/api/v2/analytics/ratings/": "listRatings",
        "/api/v2/analytics/engagement/": "listEngagement",
        "/api/v2/analytics/gaps/": "listGaps",
        "/api/v2/analytics/revenue/": "listRevenue",
        "/api/v2/analytics/api-performance/": "listApiPerformance",
        "/api/v2/me/favourites/": "listFavourites",
        "post /api/v2/me/favourites/": "joinFavourites",
        "/api/v2/me/favourites/{station}/": "readFavourite",
        "put /api/v2/me/favourites/{station}/": "keepFavourite",
        "delete /api/v2/me/favourites/{station}/": "dropFavourite",
        "/api/v2/me/vehicles/": "listVehicles",
        "/api/v2/me/vehicles/{uid}/": "readVehicle",
        "put /api/v2/me/vehicles/{uid}/": "keepVehicle",
        "delete /api/v2/me/vehicles/{uid}/": "dropVehicle",
        "/api/v2/me/searches/": "listSearches",
        "/api/v2/me/searches/{uid}/": "readSearch",
        "put /api/v2/me/searches/{uid}/": "keepSearch",
        "delete /api/v2/me/searches/{uid}/": "dropSearch",
        "/api/v2/edits/": "listOwnEdits",
        "post /api/v2/edits/": "suggestStation",
        "/api/v2/stations/{station}/edits/": "listEdits",
        "post /api/v2/stations/{station}/edits/": "suggestEdit",
        "/api/v2/stations/{public_id}/checkins/": "listCheckIns",
        "post /api/v2/stations/{public_id}/checkins/": "checkIn",
        "/api/v2/stations/{public_id}/reports/": "listFaultReports",
        "post /api/v2/stations/{public_id}/reports/": "reportFault",
        "/api/v2/stations/{station}/photos/": "listPhotos",
        "post /api/v2/stations/{station}/photos/": "addPhoto",
        "delete /api/v2/stations/{station}/photos/{public_id}/": "dropPhoto",
        "/api/v2/stations/{station}/reviews/": "listReviews",
        "post /api/v2/stations/{station}/reviews/": "writeReview",
        "/api/v2/stations/{station}/reviews/{public_id}/": "readReview",
        "put /api/v2/stations/{station}/reviews/{public_id}/": "changeReview",
        "delete /api/v2/stations/{station}/reviews/{public_id}/": "withdrawReview",
        "put /api/v2/stations/{station}/reviews/{public_id}/vote/": "findReviewHelpful",
        "delete /api/v2/stations/{station}/reviews/{public_id}/vote/": "takeVoteBack",
        "put /api/v2/stations/{station}/reviews/{public_id}/reply/": "replyToReview",
        "delete /api/v2/stations/{station}/reviews/{public_id}/reply/": "withdrawReply",
    }


def test_every_operation_is_described_with_its_errors_and_examples(document: dict[str, Any]) -> None:
    for path, operation in operations(document).items():
        assert operation["summary"], path
        assert operation["description"], path
        assert operation["tags"], path
        # What changes by the second, or belongs to somebody, is kept by nobody.
        passing = (
            {"exports", "me", "community"} & set(operation["tags"])
            or path.startswith(("post", "delete"))
            or "/favorites" in path
        )
        kept = set() if passing else {"200", "304"}
        assert {"400", "503"} | kept <= operation["responses"].keys(), path
        for status, response in operation["responses"].items():
            for media, content in response.get("content", {}).items():
                assert content["schema"].get("format") == "binary" or content["examples"], (path, status, media)


def test_every_parameter_is_described(document: dict[str, Any]) -> None:
    for path, operation in operations(document).items():
        for parameter in operation.get("parameters", []):
            assert parameter["description"], (path, parameter["name"])
            assert parameter["schema"], (path, parameter["name"])


@pytest.mark.parametrize("path", SEARCHES)
def test_every_search_parameter_is_in_the_document(path: str, document: dict[str, Any]) -> None:
    described = {p["name"] for p in operations(document)[path]["parameters"] if p["in"] == "query"}
    assert described - {"format", "fields", "modified_since"} == PARAMETERS


def test_examples_have_the_shapes_that_they_are_examples_of(document: dict[str, Any]) -> None:
    shown = 0
    for operation in operations(document).values():
        for response in operation["responses"].values():
            for content in response.get("content", {}).values():
                for example in content.get("examples", {}).values():
                    check(content["schema"]["$ref"].rsplit("/", 1)[1], example["value"])
                    shown += 1
    assert shown > 20


@pytest.mark.parametrize(
    ("path", "shape", "status"),
    [
        ("stations/?planned=1&access=PUBLIC,CUSTOMERS", "StationList", 200),
        ("stations/?limit=2", "StationList", 200),
        ("stations/?place=Berlin", "StationList", 200),
        ("stations/?format=geojson&place=Berlin", "FeatureCollection", 200),
        ("stations/nearby/?lat=52.5&lon=13.4", "StationList", 200),
        ("stations/suggestions/?q=park", "SuggestionList", 200),
        ("stations/suggestions/?q=volta", "SuggestionList", 200),
        ("stations/suggestions/?q=berlin", "SuggestionList", 200),
        (f"stations/{ID}/", "Station", 200),
        (f"stations/{ID}/?format=geojson", "Feature", 200),
        ("operators/?limit=1", "OperatorList", 200),
        ("sources/", "SourceList", 200),
        ("tiles.json?q=park", "TileJson", 200),
        ("stations/?fields=id,evses", "StationPartList", 200),
        ("stations/?modified_since=all", "StationChanges", 200),
        (f"stations/{ID}/?fields=name", "StationPart", 200),
        ("../v1/stations/", "StationListV1", 200),
        (f"../v1/stations/{ID}", "StationV1", 200),
        ("../v1/stations/suggestions?prefix=park", "SuggestionListV1", 200),
        ("../../ocpi/2.2.1/locations", "OcpiAnswer", 200),
        (f"../../ocpi/2.2.1/locations/{ID}/1", "OcpiAnswer", 200),
        ("../../ocpi/2.2.1/locations?limit=0", "OcpiError", 400),
        ("stations/?lat=100", "Problem", 400),
        ("stations/aaaaaaaaaaaa/", "Problem", 404),
        ("nothing/", "Problem", 404),
    ],
)
def test_real_answers_have_the_shapes_of_the_document(path: str, shape: str, status: int, client: Client) -> None:
    answer = client.get(urljoin("/api/v2/", path))
    assert answer.status_code == status
    check(shape, answer.json())


def test_a_vanished_station_has_its_shape(client: Client) -> None:
    publish(REGISTER, *REGISTER.records[1:], complete="*", now=NOW)
    answer = client.get(f"/api/v2/stations/{public_id('xx-register', 'plain')}/")
    assert answer.status_code == 410
    check("Gone", answer.json())


@pytest.mark.parametrize("path", SEARCHES[:2])
def test_example_values_of_parameters_are_taken(path: str, document: dict[str, Any], client: Client) -> None:
    parameters = operations(document)[path]["parameters"]
    described = {p["name"]: re.search("Example: `(.+)`", p["description"]) for p in parameters}
    values = {name: found[1] for name, found in described.items() if found}
    assert len(values) > 8
    for name, value in values.items():
        beside = {"lat": {"lon": "1"}, "lon": {"lat": "1"}, "place": {}}.get(name, {"lat": "1", "lon": "1"})
        answer = client.get(path, {**beside, name: value})
        assert answer.status_code == 200, answer.content


@pytest.mark.parametrize(("query", "begins"), [("", b"openapi:3.1"), ("?format=json", b'{\n"openapi":"3.1')])
def test_the_document_is_served(query: str, begins: bytes, client: Client) -> None:
    answer = client.get(f"/api/schema/{query}")
    assert answer.status_code == 200
    assert answer.content.replace(b" ", b"").startswith(begins)
    assert "public" in answer["Cache-Control"]


def test_the_docs_page_loads_nothing_from_elsewhere(client: Client) -> None:
    page = client.get("/api/docs/")
    script = client.get("/api/docs/?script=")
    assert (page.status_code, script.status_code) == (200, 200)
    assert script["Content-Type"].startswith("application/javascript")
    text = page.content.decode() + script.content.decode()
    assert 'src="http' not in text
    assert "//cdn" not in text
    assert "<style" not in text
    assert not page.cookies
