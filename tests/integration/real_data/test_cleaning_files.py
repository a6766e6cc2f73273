"""The real files through the cleaning: 99 of 100 places pass, what passes is done, each refusal was looked at."""

from collections import Counter

import pytest

from stations.records import Parsed, StationRecord
from stations.sources.base import NotCharging, Refused, SourceFile
from stations.sources.cleaning import clean
from stations.sources.registry import get_feed
from tests.surroundings import real_data

pytestmark = pytest.mark.real_data

# Source, file, and how many of its records are refused here.
FILES = [
    ("us-afdc", "afdc/alt_fuel_stations_MA_2025-11-14.csv.gz", {}),
    ("us-afdc", "afdc/alt_fuel_stations_WA_2024-02-17.csv.gz", {}),
    ("ocm", "ocm/ocm_poi_mongoexport_2020-11.jsonl.gz", {"null_island": 12, "outside_country": 1}),
    ("ocm", "ocm/ocm_berlin_2018.json.gz", {}),
    ("fr-irve", "irve/bornes-IRVE_etalab_2019.csv.gz", {"outside_country": 3}),
    ("fr-irve", "irve/irve_init_lia.csv.gz", {}),
    ("de-bnetza", "bnetza/bnetza_register_2019-07-19.xlsx", {"outside_country": 2}),
    ("de-bnetza", "bnetza/bnetza_api.json.gz", {}),
    ("ch-bfe", "oicp/swiss_static.json.gz", {"outside_country": 1}),
    ("osm", "osm/osm_ile_de_france_2021-01-29.geojson.gz", {}),
    ("uk-ncr", "uk_ncr/national-charge-point-registry_2022-05.csv.gz", {"outside_country": 2}),
    ("nl-fastned", "ocpi/ocpi_2_1_1_locations-fastned.json.gz", {"outside_country": 2}),
    ("nl-powergo", "ocpi/ocpi_2_2_locations_powergo.json.gz", {}),
    ("my-chargesini", "ocpi/ocpi_2_2_locations-chargesini.json.gz", {}),
]


def told_nothing(kind: str) -> None:
    raise AssertionError(f"mended a second time: {kind}")


@pytest.mark.parametrize(("uid", "path", "expected"), FILES, ids=[path.rpartition("/")[2] for _, path, _ in FILES])
def test_a_file_passes_but_for_the_refusals_that_were_looked_at(uid: str, path: str, expected: dict[str, int]) -> None:
    feed, kinds, refused = get_feed(uid), Counter[str](), Counter[str]()
    reference = real_data() / "ocm" / "ocm_reference_2021-11.json" if uid == "ocm" else None
    passed: list[StationRecord] = []
    for row in feed.parse(SourceFile(real_data() / path, reference), skipped=lambda reason: None):
        try:
            if isinstance(row, Parsed):
                passed.append(clean(row.station, feed, lambda kind: kinds.update([kind])))
        except Refused as refusal:
            refused[refusal.rule] += 1
        except NotCharging:
            continue
    assert refused == expected
    # Two of the 105 places of one small file are the operator's own test points.
    assert sum(refused.values()) <= max(2, len(passed) // 100)
    assert all(clean(record, feed, told_nothing) is record for record in passed)
    assert all(record.country and record.time_zone for record in passed)
