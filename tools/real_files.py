"""Real files of sources, where a folder of them lies beside the project: imported once into a database."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tools.console import ROOT, quietly
from tools.environment import PYTHON

STAMP: Final = "real-files-imported"
_REFERENCE: Final = "ocm/ocm_reference_2021-11.json"
# Source, file and further options, in the order in which they are imported; what is not there is left out.
FILES: Final = (
    ("us-afdc", "afdc/alt_fuel_stations_WA_2024-02-17.csv.gz"),
    ("us-afdc", "afdc/alt_fuel_stations_MA_2025-11-14.csv.gz"),
    ("ocm", "ocm/ocm_poi_mongoexport_2020-11.jsonl.gz", "--reference", _REFERENCE),
    ("ocm", "ocm/ocm_berlin_2018.json.gz", "--reference", _REFERENCE),
    ("fr-irve", "irve/bornes-IRVE_etalab_2019.csv.gz"),
    ("fr-irve", "irve/irve_init_lia.csv.gz"),
    ("de-bnetza", "bnetza/bnetza_register_2019-07-19.xlsx"),
    ("de-bnetza", "bnetza/bnetza_api.json.gz"),
    ("ch-bfe", "oicp/swiss_static.json.gz"),
    ("ch-bfe", "oicp/swiss_status.json", "--status"),
    ("osm", "osm/osm_ile_de_france_2021-01-29.geojson.gz"),
    ("uk-ncr", "uk_ncr/national-charge-point-registry_2022-05.csv.gz"),
    ("br-ezvolt", "ocpi/ocpi_2_2_1_locations-ezvolt.json"),
    ("de-stuttgart", "ocpi/stuttgart_locations_with_status.json.gz"),
    ("es-gaia", "ocpi/ocpi_2_2_locations-gaia.json"),
    ("my-chargesini", "ocpi/ocpi_2_2_locations-chargesini.json.gz"),
    ("nl-fastned", "ocpi/ocpi_2_1_1_locations-fastned.json.gz"),
    ("nl-ndw", "ocpi/ocpi_3_0_0_location_example.json"),
    ("nl-powergo", "ocpi/ocpi_2_2_locations_powergo.json.gz"),
    ("pl-ev24", "ocpi/ocpi_2_2_1_locations-ev24.json"),
    ("pt-evio", "ocpi/ocpi_2_2_locations-evio.json"),
)


def folder() -> Path:
    """VOLTWAY_REAL_DATA, else ../shared/data; it may be absent."""
    return Path(os.environ.get("VOLTWAY_REAL_DATA") or ROOT.parent / "shared" / "data")


def commands(base: Path) -> list[list[str]]:
    """The options of `import_source` for each file that is there."""
    return [
        [uid, "--file", str(base / name), *(str(base / one) if one == _REFERENCE else one for one in more)]
        for uid, name, *more in FILES
        if (base / name).is_file()
    ]


def load(base: Path, data: Path, env: Mapping[str, str]) -> bool:
    """Import them, unless that was done before; False where there are none. Raises Failure."""
    found = commands(base)
    if (data / STAMP).exists() or not found:
        return bool(found)
    for options in found:
        name = Path(options[2]).name
        quietly(f"Importing {options[0]}: {name}", [PYTHON, "manage.py", "import_source", *options], env=env)
    (data / STAMP).write_text("\n".join(" ".join(options) for options in found) + "\n")
    return True
