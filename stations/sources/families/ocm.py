"""Reads Open Charge Map: the API's verbose and compact forms, one file a place, and one JSON a line from MongoDB."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from stations.hours.ocm import from_ocm
from stations.ocpi import Access, Status
from stations.records import OperatorRecord, Raw, StationRecord
from stations.sources.base import Feed, NotCharging, Refused, SourceFile
from stations.sources.families import ocm_words as ocm
from stations.sources.families.ocm_licences import licence
from stations.sources.families.ocm_plugs import evses
from stations.sources.families.ocm_stream import UNREADABLE, plain, pois
from stations.sources.families.scalars import degrees, moment, words
from voltway.lib.countries import alpha3

Object = Mapping[str, Any]

# The compact form without reference data has but the number of a country. These are the ones that decide on a plug;
# the others follow from the position.
_COUNTRIES: Final = {1: "GBR", 2: "USA", 44: "CAN", 114: "JPN", 121: "KOR", 146: "MEX", 181: "PRI"}

# "Free", "free.", "Free; parking fees apply"; not "Free for guests", not "Free, £0.30/kWh".
_FREE: Final = re.compile(r"(?:free|gratis|kostenlos|gratuite?|gratuito)\s*(?:[;,.(]|$)", re.I)
_SOMEHOW_FREE: Final = re.compile(r"\b(?:free|frei|gratis|kostenlos|gratuit|gratuito)", re.I)
_PRICED: Final = re.compile(r"[1-9]")
_CURRENCY: Final = re.compile(r"[€$£]|\b(?:EUR|USD|GBP|CHF|NOK|SEK|DKK)\b|/ ?kWh", re.I)


class OcmFeed(Feed):
    """One record a place. Every record carries the licence of whoever provided it."""

    def rows(self, file: SourceFile) -> Iterator[Raw]:
        """Records as sent, without personal fields; compact ones with the objects of `file.reference`."""
        return iter(pois(file))

    def native_id(self, raw: Raw) -> str | None:
        return words(plain(raw.get("ID"))) if isinstance(raw, Mapping) else None

    def station(self, raw: Raw) -> StationRecord:
        if not isinstance(raw, Mapping) or UNREADABLE in raw:
            raise Refused("unreadable", None, "not a JSON object")
        poi = plain(raw) if "_id" in raw else raw
        submission = poi.get("SubmissionStatusTypeID")
        if submission in ocm.NEVER_LISTED:
            raise NotCharging(f"not listed: {ocm.NEVER_LISTED[submission]}")
        native_id = words(poi.get("ID"))
        if native_id is None:
            raise Refused("native_id_missing", None, "the record has no ID")
        return _station(poi, native_id)


def _station(poi: Object, native_id: str) -> StationRecord:
    address = _object(poi, "AddressInfo")
    latitude, longitude = _position(address)
    country = _country(address)
    usage = _id(poi, "UsageType")
    price = words(poi.get("UsageCost"))
    comments = words(address.get("AccessComments"))
    hours = from_ocm(comments)
    updated = moment(poi.get("DateLastStatusUpdate"))
    chargers = evses(poi, country=country, status=_status(poi), at=updated)
    return StationRecord(
        native_id=native_id,
        latitude=latitude,
        longitude=longitude,
        evses=chargers,
        name=words(address.get("Title")),
        address=_street(address),
        city=words(address.get("Town")),
        postal_code=words(address.get("Postcode")),
        state=words(address.get("StateOrProvince")),
        country=country,
        access=ocm.ACCESS.get(usage or 0, Access.UNKNOWN),
        operator=_operator(poi),
        hours=hours,
        price_text=price,
        free_of_charge=_free_of_charge(price),
        no_registration=_no_registration(poi, usage),
        directions=comments if hours is None else None,
        notes=words(poi.get("GeneralComments")),
        help_phone=words(address.get("ContactTelephone1")) or words(address.get("ContactTelephone2")),
        website=words(address.get("RelatedURL")),
        operational=_operational(poi),
        confirmed_on=confirmed.date() if (confirmed := _confirmed(poi)) else None,
        last_updated=updated,
        licence=licence(poi),
        source_url=f"https://openchargemap.org/site/poi/details/{native_id}",
        assumed=("evses",) if len(chargers) > 1 or any(evse.assumed for evse in chargers) else (),
    )


def _object(poi: Object, key: str) -> Object:
    """A nested object: any of them may be null."""
    told = poi.get(key)
    return told if isinstance(told, Mapping) else {}


def _id(poi: Object, key: str) -> int | None:
    told = poi.get(f"{key}ID")
    found = told if told is not None else _object(poi, key).get("ID")
    return found if isinstance(found, int) else None


def _position(address: Object) -> tuple[float, float]:
    latitude, longitude = degrees(address.get("Latitude")), degrees(address.get("Longitude"))
    if latitude is None or longitude is None:
        raise Refused("coordinates_missing", "coordinates", "no latitude and longitude")
    return latitude, longitude


def _country(address: Object) -> str | None:
    code = words(_object(address, "Country").get("ISOCode"))
    return alpha3(code) if code else _COUNTRIES.get(address.get("CountryID") or 0)


def _street(address: Object) -> str | None:
    lines = (words(address.get("AddressLine1")), words(address.get("AddressLine2")))
    return ", ".join(dict.fromkeys(line for line in lines if line)) or None


def _status(poi: Object) -> Status | None:
    """What all of the place is: a removed or delisted record is a tombstone."""
    if poi.get("SubmissionStatusTypeID") in ocm.DELISTED:
        return Status.REMOVED
    told = _id(poi, "StatusType")
    return ocm.STATUSES.get(told) if told in ocm.WHOLE_PLACE else None


def _operational(poi: Object) -> bool | None:
    if poi.get("SubmissionStatusTypeID") in ocm.DELISTED:
        return False
    return ocm.OPERATIONAL.get(_id(poi, "StatusType") or 0)


def _operator(poi: Object) -> OperatorRecord | None:
    told = _object(poi, "OperatorInfo")
    name = words(told.get("Title"))
    if name is None or told.get("ID") in ocm.NO_OPERATORS or told.get("IsPrivateIndividual") is True:
        return None
    return OperatorRecord(
        name=name,
        website=words(told.get("WebsiteURL")),
        phone=words(told.get("PhonePrimaryContact")) or words(told.get("PhoneSecondaryContact")),
        email=words(told.get("FaultReportEmail")) or words(told.get("ContactEmail")),
    )


def _no_registration(poi: Object, usage: int | None) -> bool | None:
    told = ocm.NO_REGISTRATION.get(usage or 0)
    return False if told is None and _object(poi, "UsageType").get("IsMembershipRequired") is True else told


def _free_of_charge(price: str | None) -> bool | None:
    """What the wording of the price says beyond doubt. A bare "0" or "1" is no wording."""
    if not price:
        return None
    if _FREE.match(price):
        return None if _PRICED.search(price) else True
    return False if _PRICED.search(price) and _CURRENCY.search(price) and not _SOMEHOW_FREE.search(price) else None


def _confirmed(poi: Object) -> Any:
    return moment(poi.get("DateLastConfirmed")) or moment(poi.get("DateLastVerified"))
