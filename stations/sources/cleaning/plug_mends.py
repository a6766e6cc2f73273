"""The kinds of mending of connectors, shared by the modules that judge them."""

from enum import StrEnum


class Mend(StrEnum):
    """What is done to a connector."""

    STANDARD_SPELLING = "standard_spelling"
    STANDARD_UNKNOWN = "standard_unknown"
    STANDARD_COMBO = "standard_combo"
    FORMAT_WORD = "format_word"
    FORMAT_CABLE = "format_of_standard"
    POWER_TYPE_WORD = "power_type_word"
    POWER_TYPE = "power_type_of_standard"
    POWER_TYPE_WRONG = "power_type_contradicts"
    VOLTS_AMPERES_SWAPPED = "volts_amperes_swapped"
    VOLTAGE = "voltage_impossible"
    AMPERAGE = "amperage_impossible"
    POWER_NOT_POSITIVE = "power_not_positive"
    POWER_KW_AS_W = "power_kw_as_w"
    POWER_W_AS_KW = "power_w_as_kw"
    POWER_CAPPED = "power_capped"
    POWER_ABSURD = "power_absurd"
    POWER_DERIVED = "power_derived"
