"""What a site with an `https://` address tells browsers: on pages, the API, errors, files and the console."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from voltway.config import ROOT

# In a process of its own: what depends on the site's address is decided when the settings are read.
SCRIPT = """
import io, json, sys, django
django.setup()
from django.core.management import call_command
from django.test import Client
call_command("migrate", verbosity=0)
said = io.StringIO()
call_command("check", deploy=True, databases=["default"], fail_level="WARNING", stdout=said, stderr=said)
from tests.people import PASSWORD, person
person("alice@voltway.example")
away = {"origin": "https://elsewhere.example"}
client = Client(headers={"host": "volt.example"})
def told(path, secure=True, **headers):
    answer = client.get(path, secure=secure, headers=headers)
    return {"status": answer.status_code, "headers": dict(answer.items())}
answers = {path: told(path, **away) for path in json.loads(sys.argv[1])}
plain = told("/data/", secure=False)
preflight = client.options("/api/v2/stations/", secure=True, headers={**away, "access-control-request-method": "GET"})
client.post("/accounts/login/", {"login": "alice@voltway.example", "password": PASSWORD}, secure=True)
client.get("/accounts/", secure=True)
client.post("/preferences/", {"units": "mi", "theme": "dark"}, secure=True)
cookies = {name: dict(morsel.items()) for name, morsel in client.cookies.items()}
answers["preflight"] = {"status": preflight.status_code, "headers": dict(preflight.items())}
print(json.dumps({"said": said.getvalue(), "answers": answers, "plain": plain, "cookies": cookies}))
"""
# Of this process, and not of a site: tests in a browser set the last one.
NOT_THERE = ("DATABASE_URL", "REDIS_URL", "DJANGO_ALLOW_ASYNC_UNSAFE")
READS = ["/api/v2/stations/", "/api/v2/tiles/0/0/0.mvt", "/api/v2/stations/?limit=0", "/api/nothing", "/api/v2/health"]
ELSEWHERE = [
    "/", "/data/", "/stations/aaaaaaaaaaaa/", "/nothing/", "/?limit=0", "/?q=%00", "/accounts/login/", "/accounts/",
    "/admin/", "/static/css/site.css", "/robots.txt", "/favicon.ico", "/sitemap.xml", "/health", "/metrics",
    "/problems/not-found", "/api/v2/me/favourites/",
]  # fmt: skip
ALL = [*READS, *ELSEWHERE, "/api/docs/", "/api/schema/"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: Any) -> Any:
    """What such a site said: its checks, its answers and its cookies."""
    environment = {name: value for name, value in os.environ.items() if name not in NOT_THERE}
    environment |= {
        "DJANGO_SETTINGS_MODULE": "voltway.settings",
        "SITE_URL": "https://volt.example",
        "PROXIES": "1",
        "EMAIL_URL": "smtp://mail.volt.example",
        "VOLTWAY_DATA_DIR": str(tmp_path_factory.mktemp("data")),
    }
    command = [sys.executable, "-W", "ignore", "-c", SCRIPT, json.dumps(ALL)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture
def headers(site: Any, path: str) -> dict[str, str]:
    assert site["answers"][path]["status"] < 500
    return {name.lower(): value for name, value in site["answers"][path]["headers"].items()}


def directives(policy: str) -> dict[str, set[str]]:
    parts = [part.split() for part in policy.split(";") if part.strip()]
    return {name: set(values) for name, *values in parts}


def test_djangos_own_checks_have_nothing_to_say(site: Any) -> None:
    assert site["said"].strip() == "System check identified no issues (0 silenced)."


@pytest.mark.parametrize("path", ALL)
def test_no_script_or_style_runs_that_is_not_ours(path: str, headers: dict[str, str]) -> None:
    policy = directives(headers["content-security-policy"])
    for name in ("script-src", "style-src"):
        assert "'self'" in policy[name]
        assert all(source == "'self'" or source.startswith("'nonce-") for source in policy[name])
    assert policy["object-src"] == {"'none'"}
    assert policy["base-uri"] == policy["form-action"] == policy["default-src"] == {"'self'"}


@pytest.mark.parametrize("path", ALL)
def test_no_answer_can_be_framed(path: str, headers: dict[str, str]) -> None:
    assert directives(headers["content-security-policy"])["frame-ancestors"] == {"'none'"}
    assert headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("path", ALL)
def test_browsers_are_told_to_be_careful(path: str, headers: dict[str, str]) -> None:
    assert headers["strict-transport-security"] == "max-age=31536000; includeSubDomains; preload"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert {"geolocation=(self)", "camera=()", "microphone=()"} <= set(headers["permissions-policy"].split(", "))


@pytest.mark.parametrize("path", [*READS, "preflight"])
def test_any_site_may_read_the_api_as_nobody(path: str, headers: dict[str, str]) -> None:
    assert headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in headers


@pytest.mark.parametrize("path", [path for path in ELSEWHERE if not path.startswith("/static/")])
def test_nothing_else_is_for_other_sites(path: str, headers: dict[str, str]) -> None:
    assert "access-control-allow-origin" not in headers


def test_a_plain_request_is_sent_to_the_secure_address(site: Any) -> None:
    assert site["plain"]["status"] == 301
    assert site["plain"]["headers"]["Location"] == "https://volt.example/data/"


@pytest.mark.parametrize("name", ["__Host-sessionid", "__Host-csrftoken", "member", "units", "theme"])
def test_a_cookie_is_for_this_host_and_for_tls_alone(name: str, site: Any) -> None:
    cookie = site["cookies"][name]
    assert cookie["secure"] is True
    assert (cookie["domain"], cookie["path"]) == ("", "/")
    assert cookie["samesite"] == "Lax"


def test_there_is_no_other_cookie_and_no_script_reads_the_session(site: Any) -> None:
    known = {"__Host-sessionid", "__Host-csrftoken", "member", "units", "theme", "filters"}
    assert set(site["cookies"]) <= known
    assert site["cookies"]["__Host-sessionid"]["httponly"] is True
