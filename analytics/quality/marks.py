"""Stations with a fault that only shows beside other stations."""

from dataclasses import dataclass, field
from typing import Final

# Stations of each class whose values are kept: many more than are shown.
_NAMED: Final = 1_000


@dataclass(slots=True)
class Marks:
    """Keys of stations by class of fault, and the value at fault of some of them."""

    keys: dict[str, set[int]] = field(default_factory=dict)
    values: dict[tuple[str, int], str] = field(default_factory=dict)

    def add(self, name: str, key: int, value: str) -> None:
        """Mark a station; the first value of it stays."""
        found = self.keys.setdefault(name, set())
        if key not in found and len(found) < _NAMED:
            self.values[name, key] = value
        found.add(key)

    def of(self, key: int) -> dict[str, str]:
        """Classes of fault of a station."""
        return {name: self.values.get((name, key), "") for name, keys in self.keys.items() if key in keys}
