"""Every route of the project, as the resolver knows it, with a readable name and an address that leads to it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver, resolve

# `<int:z>` of paths and `(?P<station>[a-z]+)` of regular expressions.
_PART = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^()]*\)")


@dataclass(frozen=True, slots=True)
class Route:
    """`pattern` as it stands in the code; `name` None where it has none."""

    pattern: str
    name: str | None

    @property
    def text(self) -> str:
        """For people, such as `/api/v2/stations/<public_id>/`."""
        return self._filled({})

    def address(self, parts: Mapping[str, str]) -> str:
        """A path to this very route, with the variable parts given by name."""
        path = self._filled(parts)
        found = resolve(path).route
        assert found.replace("^", "") == self.pattern.replace("^", ""), (
            f"{path} leads to {found}, not to {self.pattern}"
        )
        return path

    def _filled(self, parts: Mapping[str, str]) -> str:
        def part(found: re.Match[str]) -> str:
            name = found[1] or found[2]
            return str(parts.get(name, f"<{name}>"))

        plain = self.pattern.replace("^", "").replace("$", "").replace("/?", "/")
        return "/" + _PART.sub(part, plain).replace("\\", "")


def all_routes() -> list[Route]:
    return sorted(set(_below(get_resolver())), key=lambda route: (route.text, route.pattern))


def _below(resolver: URLResolver, before: str = "") -> Iterator[Route]:
    for each in resolver.url_patterns:
        pattern = before + str(each.pattern)
        if isinstance(each, URLPattern):
            yield Route(pattern, each.name)
        else:
            yield from _below(each, pattern)
