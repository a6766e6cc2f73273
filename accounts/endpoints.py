"""What a key was used for, as whoever writes programs knows it: methods and path, from the configuration of URLs."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, Final

from django.urls import URLPattern, URLResolver, get_resolver

_METHODS: Final = ("get", "post", "put", "patch", "delete")


@cache
def words_of(route: str) -> str:
    """Such as "GET, POST /api/v2/exports/"; a route that is no more is told by its name."""
    found = get_resolver().reverse_dict.getlist(route)
    if not found:
        return route
    path, names = found[0][0][0]
    view = next(view for name, view in _views(get_resolver()) if name == route)
    methods = ", ".join(method.upper() for method in _METHODS if hasattr(_class_of(view), method))
    return f"{methods} /{path % {name: f'{{{name}}}' for name in names}}".strip()


def _views(resolver: URLResolver) -> Iterator[tuple[str | None, Callable[..., Any]]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            yield one.name, one.callback
        elif one.namespace is None:
            yield from _views(one)


def _class_of(view: Callable[..., Any]) -> object:
    return getattr(view, "cls", None) or getattr(view, "view_class", None)
