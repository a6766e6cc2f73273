"""One row of an IRVE file, of either schema, as a charging point (`PDC`, point de charge)."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from stations.ocpi import Capability
from stations.sources.families import irve_words as words
from stations.sources.families.emi3 import stated_evse_id, without_separators
from stations.sources.families.irve_columns import V1
from stations.sources.families.plug_power import Plug, distinct
from stations.sources.families.scalars import degrees

Row = Mapping[str, Any]
Position = tuple[float, float]

_PAIR: Final = re.compile(r"[\[(]?\s*(-?\d+(?:\.\d+)?)\s*[,;]\s*(-?\d+(?:\.\d+)?)\s*[\])]?", re.ASCII)
_POINT_ID: Final = re.compile(r"[A-Z]{2}[A-Z0-9]{4,33}", re.ASCII)
_POSTAL: Final = re.compile(
    r"(?P<street>.*?)[\s,;–-]*\b(?P<code>\d{2}\s?\d{3})\b[\s,–-]*(?P<city>[^\d,]*?)(?:,?\s*France)?[\s,.]*",
    re.IGNORECASE,
)
_ABOUT_TIME: Final = re.compile(r"\d|horaire|heure|ouvert")
_TRIVIAL_REMARKS: Final = frozenset({"payant", "gratuit"}) | words.IN_SERVICE | words.OUT_OF_SERVICE
_PLAIN_PRICES: Final = frozenset({"payant", "gratuit", "public payant", "pas en service", "24h/24"})
_DEFAULT_COUNTRY: Final = "FRA"
# The first three digits of INSEE codes that ISO counts as countries of their own.
_COUNTRIES: Final = {
    "971": "GLP", "972": "MTQ", "973": "GUF", "974": "REU", "975": "SPM", "976": "MYT", "977": "BLM", "978": "MAF",
    "986": "WLF", "987": "PYF", "988": "NCL",
}  # fmt: skip


class Point(Struct, frozen=True):
    """What a row says. `uid` is its id without separators, None where it has none; `declared` is `nbre_pdc`."""

    position: Position | None
    uid: str | None = None
    evse_id: str | None = None
    operator: str | None = None
    brand: str | None = None
    owner: str | None = None
    name: str | None = None
    address: str | None = None
    postal_code: str | None = None
    city: str | None = None
    country: str = _DEFAULT_COUNTRY
    plugs: tuple[Plug, ...] = ()
    power_w: int | None = None
    power_mended: bool = False
    access: str | None = None
    parking: str | None = None
    wheelchair: bool | None = None
    for_disabled: bool = False
    for_two_wheelers: bool = False
    max_height_cm: int | None = None
    hours: str | None = None
    price_text: str | None = None
    payment_text: str | None = None
    free: bool | None = None
    pay_per_use: bool | None = None
    capabilities: tuple[str, ...] = ()
    phone: str | None = None
    email: str | None = None
    website: str | None = None
    notes: str | None = None
    in_service: bool | None = None
    opened_on: date | None = None
    updated_on: date | None = None
    declared: int | None = None
    publication: tuple[str, ...] = ()


def read_point(row: Row) -> Point:
    """The charging point of a row of schema v1 or v2."""
    return _from_v1(aligned(row)) if _is_v1(row) else _from_v2(row)


def _is_v1(row: Row) -> bool:
    return "n_station" in row or "puiss_max" in row or "type_prise" in row


def compact(identifier: object) -> str | None:
    """A station's or point's id without its separators, None for "Non concerné" and the like."""
    text = without_separators(words.text(identifier))
    return text if _POINT_ID.fullmatch(text) else None


def position(row: Row) -> Position | None:
    """Latitude and longitude, the consolidation's checked ones first: others hold them swapped or as (0, 0)."""
    pairs = [
        (degrees(row.get("consolidated_latitude")), degrees(row.get("consolidated_longitude"))),
        _packed(row.get("coordonneesxy")),
        (degrees(_bare(row.get("ylatitude"))), degrees(_bare(row.get("xlongitude")))),
    ]
    found = [(lat, lon) for lat, lon in pairs if lat is not None and lon is not None]
    return next((pair for pair in found if pair != (0.0, 0.0)), found[0] if found else None)


def _packed(value: object) -> tuple[float | None, float | None]:
    """`coordonneesXY`: "[longitude,latitude]", now and then with other brackets."""
    found = _PAIR.fullmatch(value.strip()) if isinstance(value, str) else None
    return (float(found[2]), float(found[1])) if found else (None, None)


def _bare(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


def aligned(row: Row) -> Row:
    """The row; a v1 row whose cells slipped to the left because one was left out is moved back.

    The id of the point in the column of the count shows it.
    """
    if not _is_v1(row) or compact(row.get("nbre_pdc")) is None:
        return row
    names = [name for name in row if name in V1 and name not in ("date_maj", "source")]
    # A longitude in the place of the town's code: the gap lies at the row's beginning.
    start = 1 if "." in str(row.get("code_insee", "")) else names.index("nbre_pdc") + 1
    moved = {name: row[before] for before, name in zip(names[start - 1 :], names[start:], strict=False)}
    return {**row, **moved, names[start - 1]: ""}


def _from_v2(row: Row) -> Point:
    power, mended = words.watts(row.get("puissance_nominale"))
    uid = compact(row.get("id_pdc_itinerance"))
    wheelchair, for_disabled = words.DISABLED_ACCESS.get(words.word(row.get("accessibilite_pmr")), (None, False))
    contact = words.text(row.get("contact_operateur")) or ""
    code = words.text(row.get("code_insee_commune"))
    street, postal_code, city = _address(words.text(row.get("adresse_station")), code)
    return Point(
        position(row), uid, stated_evse_id(row.get("id_pdc_itinerance")),
        **_names(row, "nom"), name=words.text(row.get("nom_station")),
        address=street,
        postal_code=words.text(row.get("consolidated_code_postal")) or postal_code,
        city=words.text(row.get("consolidated_commune")) or city,
        country=_country(code),
        plugs=_flagged(row), power_w=power, power_mended=mended,
        access=_access(row),
        parking=words.PARKING.get(words.word(row.get("implantation_station"))),
        wheelchair=wheelchair, for_disabled=for_disabled,
        for_two_wheelers=words.boolean(row.get("station_deux_roues")) is True,
        max_height_cm=words.height_cm(row.get("restriction_gabarit")),
        hours=words.text(row.get("horaires")),
        phone=words.phone(row.get("telephone_operateur")),
        email=contact if "@" in contact else None,
        website=contact if "." in contact and "@" not in contact else None,
        notes=words.text(row.get("observations")),
        opened_on=words.day(row.get("date_mise_en_service")),
        updated_on=words.day(row.get("date_maj")),
        declared=_count(row.get("nbre_pdc")),
        publication=_publication(row),
        **_payment(row),
    )  # fmt: skip


def _from_v1(row: Row) -> Point:
    power, mended = words.watts(row.get("puiss_max"))
    uid = compact(row.get("id_pdc"))
    code = words.text(row.get("code_insee"))
    street, postal_code, city = _address(words.text(row.get("ad_station")), code)
    state, remark = words.word(row.get("acces_recharge")), words.word(row.get("observations"))
    return Point(
        position(row), uid, stated_evse_id(row.get("id_pdc")),
        **_names(row, "n"), name=words.text(row.get("n_station")),
        address=street, postal_code=postal_code, city=city, country=_country(code),
        plugs=distinct(words.v1_plugs(row.get("type_prise"))), power_w=power, power_mended=mended,
        access=words.ACCESS.get(words.word(row.get("accessibilite"))) or words.ACCESS.get(state),
        in_service=_in_service(state, remark),
        updated_on=words.day(row.get("date_maj")),
        declared=_count(row.get("nbre_pdc")),
        publication=(str(row.get("source") or ""),),
        **_v1_texts(row),
    )  # fmt: skip


def _names(row: Row, prefix: str) -> dict[str, Any]:
    owner, operator, brand = (words.text(row.get(f"{prefix}_{n}")) for n in ("amenageur", "operateur", "enseigne"))
    return {"owner": owner, "operator": operator, "brand": brand}


def _flagged(row: Row) -> tuple[Plug, ...]:
    plugs = [plug for column, plug in words.FLAGS.items() if words.boolean(row.get(column))]
    attached = words.boolean(row.get("cable_t2_attache"))
    if attached is not None:
        known = words.TYPE_2_CABLE if attached else words.TYPE_2_SOCKET
        plugs = [known if plug is words.TYPE_2 else plug for plug in plugs]
    return distinct(plugs)


def _access(row: Row) -> str | None:
    stated = words.ACCESS.get(words.word(row.get("condition_acces")))
    if stated is not words.ACCESS["acces reserve"] and _is_for_customers(row):
        return "CUSTOMERS"
    return stated


def _is_for_customers(row: Row) -> bool:
    return words.word(row.get("implantation_station")) == words.CUSTOMERS_ONLY


def _payment(row: Row) -> dict[str, Any]:
    other = words.text(row.get("paiement_autre"))
    capabilities: list[str] = []
    if words.boolean(row.get("paiement_cb")):
        capabilities += [Capability.CREDIT_CARD_PAYABLE.value, Capability.DEBIT_CARD_PAYABLE.value]
    if words.boolean(row.get("reservation")):
        capabilities.append(Capability.RESERVABLE.value)
    return {
        "capabilities": tuple(capabilities),
        "price_text": words.text(row.get("tarification")),
        "payment_text": other if words.boolean(other) is None else None,
        "free": words.boolean(row.get("gratuit")),
        "pay_per_use": words.boolean(row.get("paiement_acte")),
    }


def _v1_texts(row: Row) -> dict[str, Any]:
    """What three columns of free text hold between them: hours, prices, means of payment, remarks."""
    price, hours, remark = (words.text(row.get(c)) for c in ("acces_recharge", "accessibilite", "observations"))
    told = " ; ".join(words.word(cell) for cell in (price, hours, remark) if cell)
    priced = [cell for cell in (price, hours) if cell and _is_about_price(cell)]
    timed = hours if hours and hours not in priced and _ABOUT_TIME.search(words.word(hours)) else None
    remarks = [cell for cell in (hours, remark) if cell and cell != timed and _is_remark(cell) and cell not in priced]
    return {
        "capabilities": _means_of_payment(told),
        "price_text": "; ".join(priced) or None,
        "hours": timed,
        "free": _is_free(words.word(price), words.word(remark)),
        "pay_per_use": True if words.WITHOUT_BADGE in told else None,
        "notes": "; ".join(remarks) or None,
    }


def _means_of_payment(told: str) -> tuple[str, ...]:
    told = told.replace(words.WITHOUT_BADGE, "")
    found = (c.value for pattern, given in words.PAYMENT_WORDS if pattern.search(told) for c in given)
    return tuple(dict.fromkeys(found))


def _is_remark(cell: str) -> bool:
    line = words.word(cell)
    return line not in _TRIVIAL_REMARKS and line not in words.ACCESS and not line.isdigit()


def _is_about_price(cell: str) -> bool:
    line = words.word(cell)
    return line not in _PLAIN_PRICES and any(part in line for part in ("€", "tarif", "payant", "gratuit", "forfait"))


def _is_free(*lines: str) -> bool | None:
    """True for "gratuit" alone: one that ends at some date says nothing of today. The first that tells counts."""
    for line in lines:
        if line == "gratuit":
            return True
        if line.startswith("payant") or "payant" in line.split() or "€" in line:
            return False
    return None


def _in_service(*cells: str) -> bool | None:
    if words.OUT_OF_SERVICE.intersection(cells):
        return False
    return True if words.IN_SERVICE.intersection(cells) else None


def _address(line: str | None, insee: str | None) -> tuple[str | None, str | None, str | None]:
    """Street, postal code and town of an address in one line; the town's INSEE code in it is no postal code."""
    found = _POSTAL.fullmatch(line or "")
    if found is None:
        return line, None, None
    code = found["code"].replace(" ", "")
    # Seldom are the two the same, and often the INSEE code is written for the postal one; not so in Paris (75001…).
    postal_code = None if code == insee and not code.startswith("750") else code
    street, city = found["street"].strip(), found["city"].strip()
    # "187, Rue de Menin, Marquette-lez-Lille, 59520": the town stands before its code.
    before, comma, last = street.rpartition(",")
    if not city and comma and not any(map(str.isdigit, last)):
        street, city = before.strip(), last.strip()
    return street or line, postal_code, city or None


def _country(insee: str | None) -> str:
    return _COUNTRIES.get((insee or "")[:3], _DEFAULT_COUNTRY)


def _count(value: object) -> int | None:
    text = str(value).strip()
    return int(text) or None if text.isascii() and text.isdigit() and len(text) < 5 else None


def _publication(row: Row) -> tuple[str, ...]:
    """What tells two publications of the same points apart: the consolidation's own mark, else each one's habits.

    A publisher's software writes every flag the same way ("true", "TRUE", "0"), its name and telephone number too.
    """
    for column in ("datagouv_resource_id", "datagouv_dataset_id"):
        if row.get(column):
            return (str(row[column]),)
    flag = str(row.get("prise_type_2", "")).strip()
    habit = "digit" if flag.isdigit() else "upper" if flag.isupper() else "lower" if flag.islower() else "title"
    return habit, str(row.get("nom_amenageur", "")), str(row.get("telephone_operateur", ""))


def united(one: Point, other: Point) -> Point:
    """One point told in two rows of the same day: their plugs together."""
    return replace(one, plugs=distinct((*one.plugs, *other.plugs)))
