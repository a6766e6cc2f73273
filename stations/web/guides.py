"""`/guide/` and `/developers/guide/`: pages of docs/ that drivers and developers read on the site, too."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils.safestring import SafeString
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_cookie
from markdown_it import MarkdownIt
from markdown_it.token import Token

from voltway.config import ROOT

# By the name of the page's address: the file below docs/ that it shows.
FILES: Final = {"guide": "user-guide.md", "developers-guide": "api/guide.md"}
# Addresses that a reader may open: data has none that a page should lead to.
_ADDRESS = re.compile(r"/(?!api/v\d|ocpi/)[a-z/-]*/")
# Whom examples ask where the repository is read.
_LOCAL: Final = "http://localhost:8000"
_reader = MarkdownIt("commonmark", {"html": False}).enable("table")


@dataclass(frozen=True, slots=True)
class Guide:
    """A page of docs/ as HTML, and its headings of the second level as (anchor, words)."""

    title: str
    lead: str
    html: SafeString
    contents: list[tuple[str, str]]


@require_safe
@cache_control(public=True, max_age=300)
@vary_on_cookie
def show(request: HttpRequest) -> HttpResponse:
    assert request.resolver_match
    name = request.resolver_match.url_name or ""
    return render(request, "guides/page.html", {"guide": read(FILES[name], settings.SITE_URL), "name": name})


@cache
def read(file: str, site: str) -> Guide:
    """A file below docs/, read once: it is part of the release. It begins with its title and a paragraph.

    Examples ask the site that shows them.
    """
    path = ROOT / "docs" / file
    tokens = _reader.parse(path.read_text(encoding="utf-8").replace(_LOCAL, site))
    _name_headings(tokens)
    _lead_on(tokens, path.parent)
    # Title and first paragraph are three tokens each.
    html = _reader.renderer.render(tokens[6:], _reader.options, {})
    contents = [(str(token.attrs["id"]), words) for token, words in _headings(tokens) if token.tag == "h2"]
    # Written by us, and without HTML of its own.
    return Guide(tokens[1].content, _plain(tokens[4]), SafeString(html), contents)


def _headings(tokens: list[Token]) -> Iterator[tuple[Token, str]]:
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            yield token, _plain(tokens[place + 1])


def _plain(inline: Token) -> str:
    return "".join(part.content or " " * (part.type == "softbreak") for part in inline.children or [])


def _name_headings(tokens: list[Token]) -> None:
    """Anchors as they are where the repository is read."""
    for token, words in _headings(tokens):
        token.attrSet("id", re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-"))


def _lead_on(tokens: list[Token], folder: Path) -> None:
    """Links to other pages of docs/ lead to their place on the site, and so do addresses of the site that are named."""
    for token in tokens:
        parts = []
        for part in token.children or []:
            if part.type == "link_open":
                part.attrSet("href", _on_site(str(part.attrs["href"]), folder))
            parts += _linked(part) if part.type == "code_inline" else [part]
        token.children = parts if token.children is not None else None
        if token.type == "fence":
            # Keyboards reach what scrolls.
            token.attrs |= {"tabindex": "0"}


def _on_site(target: str, folder: Path) -> str:
    file, hash_sign, fragment = target.partition("#")
    if not file or "://" in file:
        return target
    known = {(ROOT / "docs" / path).resolve(): reverse(name) for name, path in FILES.items()}
    return known[(folder / file).resolve()] + hash_sign + fragment


def _linked(code: Token) -> list[Token]:
    if not (_ADDRESS.fullmatch(code.content) and _is_there(code.content)):
        return [code]
    attributes: dict[str, Any] = {"href": code.content}
    return [Token("link_open", "a", 1, attrs=attributes), code, Token("link_close", "a", -1)]


def _is_there(path: str) -> bool:
    try:
        return bool(resolve(path))
    except Resolver404:
        return False
