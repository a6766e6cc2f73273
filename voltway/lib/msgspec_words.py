"""What msgspec finds wrong with a value, in words for whoever sent it."""

import re
from typing import Final, NamedTuple

_KINDS: Final = {
    "int": "a whole number", "float": "a number", "str": "a text", "bool": "true or false", "array": "a list",
    "object": "an object", "null": "null",
}  # fmt: skip
_UNITS: Final = {"str": "characters", "array": "entries"}
_BOUNDS: Final = {"<=": "at most", ">=": "at least", "<": "less than", ">": "more than"}
_UNKNOWN: Final = re.compile(r"Object contains unknown field `(?P<name>.*)`")
_MISSING: Final = re.compile(r"Object missing required field `(?P<name>.*)`")
_LENGTH: Final = re.compile(r"Expected `(?P<kind>\w+)` of length (?P<bound>[<>]=?) (?P<number>\S+)")
_RANGE: Final = re.compile(r"Expected `\w+` (?P<bound>[<>]=?) (?P<number>\S+)")
_KIND: Final = re.compile(r"Expected `(?P<wanted>[^`]+)`, got `(?P<given>\w+)`")
_ENUM: Final = re.compile(r"Invalid enum value (?P<value>.*)")


class Fault(NamedTuple):
    """The rule that is broken, the path of the member (`evses[0].uid`), and what is wrong with it."""

    rule: str
    path: str
    words: str


def fault_of(message: str) -> Fault:
    """A message such as "Expected `int`, got `str` - at `$.evses[0].uid`"."""
    said, _, path = message.partition(" - at `$")
    path = path.rstrip("`").lstrip(".")
    if found := _UNKNOWN.fullmatch(said):
        return Fault("unknown_field", f"{path}.{found['name']}".lstrip("."), "there is no such field")
    if found := _MISSING.fullmatch(said):
        return Fault("missing_field", f"{path}.{found['name']}".lstrip("."), "is needed")
    return Fault("wrong_value", path, _worded(said))


def _worded(said: str) -> str:
    if found := _LENGTH.fullmatch(said):
        unit = _UNITS.get(found["kind"], "parts")
        return f"must have {_BOUNDS[found['bound']]} {found['number']} {unit}"
    if found := _RANGE.fullmatch(said):
        return f"must be {_BOUNDS[found['bound']]} {found['number']}"
    if found := _KIND.fullmatch(said):
        wanted = " or ".join(_KINDS.get(kind, kind) for kind in found["wanted"].split(" | "))
        return f"must be {wanted}, not {_KINDS.get(found['given'], found['given'])}"
    if found := _ENUM.fullmatch(said):
        return f"{found['value']} is none of its values"
    return "is not written as it must be" if "matching regex" in said else said
