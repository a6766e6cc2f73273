"""What cleaning did, in words: its kinds of mending, and its rules of refusal (docs/cleaning.md says when and why)."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_WORDS: Final[dict[str, Promise]] = {
    # Where it is.
    "country_word": _("A country's name or short code became its code"),
    "country_unknown": _("A word that names no country was dropped"),
    "country_from_feed": _("A station without a country got that of its source"),
    "country_from_position": _("A station without a country got that of its position"),
    "country_of_neighbour": _("The country became the neighbour in which the position lies"),
    "coordinates_swapped": _("Latitude and longitude were swapped"),
    "latitude_sign": _("The minus of the latitude was wrong"),
    "longitude_sign": _("The minus of the longitude was wrong"),
    "coordinates_not_finite": _("The position is no number"),
    "coordinates_out_of_range": _("The position is not on the globe"),
    "null_island": _("The position is 0, 0"),
    "default_position": _("The position is a map's default"),
    "outside_country": _("The position lies in another country"),
    "open_sea": _("The position lies at sea"),
    # When it is open.
    "hours_country": _("Opening hours got the country whose holidays count"),
    "hours_position": _("Opening hours got the position by which the sun rises"),
    "time_zone_spelling": _("The time zone was spelt otherwise"),
    "time_zone_unknown": _("The time zone is none of a place"),
    "time_zone_elsewhere": _("The time zone is none of its country"),
    "time_zone_from_position": _("The time zone came from the position"),
    # What is written.
    "text_mojibake": _("Letters were garbled by a wrong encoding"),
    "text_markup": _("Tags were taken out of a text"),
    "text_tidied": _("Blanks and invisible marks were taken out of a text"),
    "text_cut": _("A text was too long, and cut"),
    "text_placeholder": _("A word that stands for nothing was dropped"),
    "url_completed": _("An address of the web was completed"),
    "url_dropped": _("An address of the web leads nowhere, and was dropped"),
    "phone_extracted": _("A telephone number was found among other words"),
    "phone_dropped": _("There was nothing to ring"),
    "email_dropped": _("There was nothing to write a mail to"),
    # Plugs.
    "standard_spelling": _("The kind of plug was spelt otherwise"),
    "standard_unknown": _("The kind of plug is none that is known"),
    "standard_combo": _("A plug with direct current is that of a Combo"),
    "format_word": _("Cable or socket was spelt otherwise"),
    "format_of_standard": _("The plug always hangs on a cable"),
    "power_type_word": _("The kind of current was spelt otherwise"),
    "power_type_of_standard": _("The kind of current came from the plug"),
    "power_type_contradicts": _("The plug has no such current"),
    "volts_amperes_swapped": _("Volts and amperes were swapped"),
    "voltage_impossible": _("The plug can't have so many volts"),
    "amperage_impossible": _("The plug can't carry so many amperes"),
    "power_not_positive": _("The power was 0 or less"),
    "power_kw_as_w": _("Kilowatts were told as watts"),
    "power_w_as_kw": _("Watts were told as kilowatts"),
    "power_capped": _("The power was more than the plug carries"),
    "power_absurd": _("The power can't be"),
    "power_derived": _("The power came from volts and amperes"),
    # Words of OCPI.
    "capability_unknown_word": _("A capability is none that is known"),
    "restriction_unknown_word": _("A restriction of parking is none that is known"),
    "facility_unknown_word": _("A facility is none that is known"),
    "parking_type_unknown_word": _("The kind of parking is none that is known"),
    "access_unknown_word": _("Who may charge was told by no word that is known"),
    "status_unknown_word": _("The state was told by no word that is known"),
    "word_said_twice": _("A word was said twice"),
    # Ids.
    "evse_id_spelling": _("The EVSE id was spelt otherwise"),
    "evse_id_invalid": _("The EVSE id has not the form of one"),
    "uid_unusable": _("A technical id could not be used as it was"),
    "evses_merged": _("A charging point was told twice"),
    "evse_uid_shared": _("Two charging points had one technical id"),
    "connectors_merged": _("A plug was told twice"),
    "connector_uid_shared": _("Two plugs had one technical id"),
    "native_id_missing": _("The station has no id"),
    "native_id_unusable": _("The id of the station can't be used"),
}


def words_of(kind: str) -> str:
    """What a kind of mending or a rule is called; what a source tells of rows that it leaves out is told as it is."""
    return str(_WORDS.get(kind, kind))
