"""Lists of the console over tables of any size: what they count, look for and offer."""

import re
from datetime import date
from html import unescape
from typing import Any, cast

import pytest
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from accounts.models import ApiKey, Plan, PlanChange, Subscription, Usage
from analytics.models import ChargingSession, EventDay, EventHour, QualityLook, SessionDay, SessionHour
from stations.models import Block, Correction, FaultReport, RejectedRow, Station, Suspicion
from tests.fakes import keys
from tests.fakes.actors import make_people
from tests.fakes.owned import make_objects
from tests.fakes.world import plan_of
from tests.people import operator, person
from tests.world import NOW, REGISTER, publish, station
from voltway.lib import listing
from voltway.lib.listing import Listed, Values, values_of

pytestmark = pytest.mark.usefixtures("stage")


@pytest.fixture
def console(client: Client) -> Client:
    client.force_login(operator("root@voltway.example"))
    return client


def shown(console: Client, address: str, **query: Any) -> str:
    answer = console.get(f"/admin/{address}/", query)
    assert answer.status_code == 200
    return unescape(" ".join(re.sub(r"<[^>]*>", " ", answer.content.decode()).split()))


def listed(console: Client, address: str, **query: Any) -> int:
    """How many rows a list has, by its own word."""
    found = re.search(r"(\d+) (?:user|API key|usage|fault report|rejected row|station)s?(?: Words on|$)", shown(
        console, address, **query
    ))  # fmt: skip
    assert found, shown(console, address, **query)
    return int(found[1])


def test_a_long_list_is_not_counted_whole(console: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "COUNTED", 3)
    publish(REGISTER, *(station(str(n), (52.0, 13 + n / 100)) for n in range(3)))
    assert "more than" not in shown(console, "stations/station")
    publish(REGISTER, *(station(f"n{n}", (52.0, 14 + n / 100)) for n in range(3)))
    with CaptureQueriesContext(connection) as queries:
        told = shown(console, "stations/station")
    assert "more than 3 stations: a filter or a search finds the others" in told
    counts = [one["sql"] for one in queries if "COUNT(" in one["sql"]]
    assert counts
    assert [sql for sql in counts if "LIMIT 4" not in sql] == []


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.label)
def test_no_list_counts_or_groups_a_whole_table(model: Any, console: Client) -> None:
    area = admin.site._registry[model]
    assert Listed in type(area).__mro__
    with CaptureQueriesContext(connection) as queries:
        console.get(f"/admin/{model._meta.app_label}/{model._meta.model_name}/")
    slow = [
        one["sql"]
        for one in queries
        if (re.search(r"COUNT\(", one["sql"]) and "LIMIT" not in one["sql"]) or "DISTINCT" in one["sql"]
    ]
    # The schedule and the factors of staff are a few rows.
    assert slow == [] or model._meta.app_label in ("django_celery_beat", "mfa"), slow


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.label)
def test_no_list_is_sorted_by_rows_of_another_table_that_are_many(model: Any, rf: RequestFactory) -> None:
    """A column that is called like such a relation would join them all, and show a row as often as it has any."""
    area = admin.site._registry[model]
    request = rf.get("/")
    request.user = operator("root@voltway.example")
    page = area.get_changelist_instance(request)
    sorts = {page.get_ordering_field(name) for name in page.list_display}
    many = {one.name for one in model._meta.get_fields() if one.one_to_many or one.many_to_many}
    assert not many & {str(getattr(one, "name", one)).lstrip("-").split("__")[0] for one in sorts if one}


def refused(rule: str) -> None:
    run = publish(REGISTER, station("kept"))
    RejectedRow.objects.create(run=run, rule=rule, message="No.", raw=b"x")


def test_the_values_of_a_filter_are_found_by_steps(console: Client) -> None:
    for rule in ("position", "country", "position"):
        refused(rule)
    assert list(values_of(RejectedRow, "rule")) == ["country", "position"]
    assert "By rule All country position" in shown(console, "stations/rejectedrow")
    assert listed(console, "stations/rejectedrow", rule="position") == 2
    assert listed(console, "stations/rejectedrow", rule="nothing") == 0


def test_of_an_empty_table_there_are_no_values() -> None:
    assert list(values_of(RejectedRow, "rule")) == []


def test_filters_by_values_have_an_index() -> None:
    for area in admin.site._registry.values():
        for one in area.list_filter:
            if isinstance(one, tuple) and one[1] is Values:
                assert any(index.fields[0] == one[0] for index in area.model._meta.indexes) or any(
                    one[0] == constraint.fields[0]
                    for constraint in area.model._meta.constraints
                    if getattr(constraint, "fields", ())
                ), area


@pytest.mark.parametrize(
    ("term", "found"), [("bob", 2), ("BOB@", 1), ("bob@voltway.example", 1), ("voltway", 0), ("%", 0)]
)
def test_people_are_found_by_the_beginning_of_their_address(term: str, found: int, console: Client) -> None:
    for email in ("bob@voltway.example", "bobby@voltway.example", "charlie@voltway.example"):
        person(email)
    assert listed(console, "accounts/user", q=term) == found


def told(number: int, **facts: Any) -> FaultReport:
    plug = {"station": "abcdefgh2345", "evse_uid": "1", "connector_uid": "1"}
    return FaultReport.objects.create(**{**plug, "kind": "DARK", "created_at": NOW, **facts})


def test_what_drivers_told_is_found_by_station_author_and_id(console: Client) -> None:
    bob = person("bob@voltway.example")
    one, _other = told(1, user=bob), told(2, station="zbcdefgh2345")
    for term, found in (("abcdefgh2345", 1), ("Bob@voltway.example", 1), (one.public_id, 1), ("nobody", 0)):
        assert listed(console, "stations/faultreport", q=term) == found, term


# Lists of things that are few, whose searches may look at each.
FEW = {"stations.source", "stations.operator", "accounts.vehiclemodel", "auth.group", "django_celery_beat.periodictask",
       "django_celery_beat.clockedschedule", "django_celery_beat.crontabschedule",
       "django_celery_beat.intervalschedule", "django_celery_beat.solarschedule"}  # fmt: skip


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.label)
def test_what_is_looked_for_in_a_long_list_is_looked_up(model: Any, console: Client) -> None:
    area, request = admin.site._registry[model], RequestFactory().get("/")
    if model._meta.label_lower in FEW or not area.get_search_fields(request):
        return
    assert area.search_help_text
    for term in ("nobody", "bob@voltway.example", "abcdefgh2345"):
        with CaptureQueriesContext(connection) as asked:
            shown(console, model._meta.label_lower.replace(".", "/"), q=term)
        looked = [one["sql"] for one in asked if f'FROM "{model._meta.db_table}"' in one["sql"]]
        assert [sql for sql in looked if "LIKE" in sql or "UPPER(" in sql] == []


@pytest.fixture
def world_of_rows() -> Station:
    """A row of everything; what it is about."""
    publish(REGISTER, station("a"), station("b", (95.0, 0.0)))
    place = Station.objects.get()
    make_people()
    make_objects(place)
    return place


def found(console: Client, area: str, term: str) -> int:
    answer = console.get(f"/admin/{area}/", {"q": term})
    return int(answer.context["cl"].result_count)


def test_each_of_them_finds_what_is_there(world_of_rows: Station, console: Client) -> None:
    zoe = person("zoe@voltway.example")
    EmailAddress.objects.get_or_create(user=zoe, email=zoe.email)
    Block.objects.create(user=zoe, reason="Advertises.")
    Block.objects.create(origin="f" * 32, reason="Advertises.")
    free = Plan.objects.get(slug="free")
    Subscription.objects.create(owner=zoe, plan=free, since=NOW)
    PlanChange.objects.create(owner=zoe, before=free, after=free, at=NOW)
    session, look = ChargingSession.objects.all()[0], QualityLook.objects.all()[0]
    there = {
        "account/emailaddress": ["zoe@", "ZOE@voltway.example"],
        "accounts/planchange": ["Zoe@voltway.example"],
        "accounts/subscription": ["Zoe@voltway.example"],
        "analytics/chargingsession": [session.native_id, *filter(None, [session.station])],
        "analytics/eventday": [EventDay.objects.all()[0].subject],
        "analytics/eventhour": [EventHour.objects.all()[0].subject],
        "analytics/qualitylook": [look.operator],
        "analytics/sessionday": [SessionDay.objects.exclude(station="")[0].station],
        "analytics/sessionhour": [SessionHour.objects.exclude(station="")[0].station],
        "stations/block": ["Zoe@voltway.example", "f" * 32],
        "stations/correction": [Correction.objects.all()[0].station],
        "stations/rejectedrow": ["b"],
        "stations/suspicion": [Suspicion.objects.all()[0].station],
    }
    assert [(area, term) for area, terms in there.items() for term in terms if not found(console, area, term)] == []
    assert [area for area in there if found(console, area, "nobody")] == []


def test_keys_and_usage_are_found_by_beginning_and_owner(console: Client) -> None:
    keys.headers("bob@voltway.example")
    key = ApiKey.objects.get()
    Usage.objects.create(key=key, day=date(2026, 11, 23), endpoint="api-stations", answered=3)
    for area in ("accounts/apikey", "accounts/usage"):
        for term, found in ((key.prefix, 1), (key.prefix[:5], 1), ("bob@voltway.example", 1), ("nobody", 0)):
            assert listed(console, area, q=term) == found, (area, term)


def test_who_asks_on_although_refused_is_found(console: Client) -> None:
    keys.headers("bob@voltway.example")
    facts = {"key": ApiKey.objects.get(), "day": date(2026, 11, 23)}
    Usage.objects.create(**facts, endpoint="api-stations", refused=999)
    Usage.objects.create(**facts, endpoint="api-station", refused=1_000)
    assert listed(console, "accounts/usage", refused="often") == 1


def test_what_a_key_is_used_for_is_drawn_on_its_page(console: Client) -> None:
    keys.headers("bob@voltway.example")
    key = ApiKey.objects.get()
    page = console.get(f"/admin/accounts/apikey/{key.pk}/change/").content.decode()
    assert '<svg class="chart"' in page


def test_what_has_vanished_is_listed_by_its_own_index(console: Client) -> None:
    publish(REGISTER, station("a"), station("b"), complete="*")
    publish(REGISTER, station("a"), complete="*")
    with CaptureQueriesContext(connection) as queries:
        assert listed(console, "stations/station", vanished_at__isempty="0") == 1
    asked = [one["sql"] for one in queries if "vanished_at" in one["sql"] and '"stations_station"' in one["sql"]]
    assert len(asked) == 2
    assert [sql for sql in asked if "stations_station_vanished" not in plan_of(sql)] == []
    assert listed(console, "stations/station", vanished_at__isempty="1") == 1


def test_what_a_list_shows_of_other_tables_is_looked_up_for_all_its_rows_at_once(console: Client) -> None:
    """Never joined: SQLite began at the source, and sorted all of its stations for a page of fifty."""

    def asked() -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            assert console.get("/admin/stations/station/").status_code == 200
        return [one["sql"] for one in queries]

    publish(REGISTER, station("a", operator="Alpha"), station("b", operator="Beta"))
    two = asked()
    publish(REGISTER, *(station(f"n{n}", operator=f"Operator {n}") for n in range(4)))
    six = asked()
    assert len(two) == len(six)
    assert [sql for sql in six if 'FROM "stations_station" ' in sql and "JOIN" in sql] == []


# More than an integer of a database holds, and more digits than Python reads.
TOO_LARGE = ("9" * 23, "-" + "9" * 23, "9" * 5000)


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.label)
def test_a_number_that_no_column_holds_breaks_no_list(model: Any, console: Client) -> None:
    at, area = f"/admin/{model._meta.app_label}/{model._meta.model_name}/", cast(Any, admin.site._registry[model])
    relations = [field.name for field in model._meta.fields if field.many_to_one]
    for name in (*relations, "pk", "p", "q"):
        for number in TOO_LARGE:
            assert console.get(at, {name: number}, follow=True).status_code == 200, name
    pages = [*("change", "delete", "history"), *(f"do/{act.name}" for act in area.acts)]
    assert {console.get(f"{at}{TOO_LARGE[0]}/{page}/").status_code for page in pages} <= {200, 302, 403, 404}


@pytest.mark.parametrize("number", TOO_LARGE, ids=len)
def test_nothing_is_done_to_what_is_no_key(number: str, console: Client) -> None:
    told = {"station": "abcdefgh2345", "evse_uid": "1", "connector_uid": "1", "created_at": NOW}
    report = FaultReport.objects.create(**told, kind="DARK")
    chosen = {"action": "hide", "_selected_action": [report.pk, number]}
    assert console.post("/admin/stations/faultreport/", chosen).status_code == 400
    people = {"action": "delete_selected", "_selected_action": number, "post": "yes"}
    assert console.post("/admin/accounts/user/", people).status_code == 400
    report.refresh_from_db()
    assert report.state == "SHOWN"


@pytest.mark.parametrize("number", TOO_LARGE, ids=len)
@pytest.mark.parametrize("address", ["accounts/auditentry/?by=", "stations/review/?stars=",
                                     "accounts/subscription/add/?owner=", "stations/block/add/?user="])  # fmt: skip
def test_nor_does_one_in_an_address_of_ours(address: str, number: str, console: Client) -> None:
    assert console.get(f"/admin/{address}{number}", follow=True).status_code == 200
