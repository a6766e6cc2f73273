"""Records for the steps: a clean one to start from, and a runner of one step that tells what was mended."""

from importlib import import_module

import pytest
from msgspec.structs import replace

from stations.records import StationRecord
from stations.sources.base import Feed
from tests.fakes.records import (
    CONNECTOR,
    EVSE,
    STATION,
    BuildConnector,
    BuildEvse,
    BuildStation,
    Cleaned,
    Register,
    Run,
    Worldwide,
)


@pytest.fixture
def register() -> Feed:
    return Register()


@pytest.fixture
def worldwide() -> Feed:
    return Worldwide()


@pytest.fixture
def station() -> BuildStation:
    """A clean station, with changes."""
    return lambda **changes: replace(STATION, **changes)


@pytest.fixture
def evse() -> BuildEvse:
    """A clean EVSE, with changes."""
    return lambda **changes: replace(EVSE, **changes)


@pytest.fixture
def connector() -> BuildConnector:
    """A clean connector, with changes."""
    return lambda **changes: replace(CONNECTOR, **changes)


@pytest.fixture
def run(worldwide: Feed) -> Run:
    def run_step(step: str, record: StationRecord, feed: Feed = worldwide) -> Cleaned:
        kinds: list[str] = []
        cleaned = import_module(f"stations.sources.cleaning.{step}").clean(record, feed, kinds.append)
        return Cleaned(cleaned, [str(kind) for kind in kinds])

    return run_step
