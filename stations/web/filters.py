"""The filter form: what can be asked for, what is asked for now, and how each active filter is called."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from stations.ocpi import Access
from stations.search.params import ALIASES, short_standards
from stations.search.query import DEFAULT_ACCESS, Order, StationQuery
from stations.web import links, units, words

# What the form offers at first sight. Aliases of `search.params`, with the icon of one of their plugs.
_PLUGS: tuple[tuple[str, words.Text, str], ...] = (
    ("ccs", "CCS", "plug-ccs2"),
    ("type2", gettext_lazy("Type 2"), "plug-type2"),
    ("chademo", "CHAdeMO", "plug-chademo"),
    ("nacs", "NACS", "plug-nacs"),
    ("type1", gettext_lazy("Type 1"), "plug-type1"),
    ("tesla", "Tesla", "plug-tesla"),
    ("domestic", gettext_lazy("Household"), "plug-domestic"),
)
_POWERS_KW = (11, 22, 50, 100, 150, 300)
_RADII_KM = (5, 10, 25, 50, 100, 250)
_RADII_MI_IN_KM = (8, 16, 40, 80, 160, 400)
USUAL_RADIUS_KM = {units.Units.KM: 25, units.Units.MI: 40}
_PAYMENT: dict[str, words.Text] = {
    "contactless": gettext_lazy("Contactless card"),
    "card": gettext_lazy("Bank card"),
    "no_registration": gettext_lazy("No registration"),
}
_QUICK: dict[str, words.Text] = {
    "open=now": gettext_lazy("Open now"),
    "available=1": gettext_lazy("Free now"),
}
_FLAGS: dict[str, words.Text] = {
    "open=24_7": gettext_lazy("Open 24/7"),
    "hide_faulty=1": gettext_lazy("Hide out of order"),
    "known_power=1": gettext_lazy("Power known"),
    "planned=1": gettext_lazy("Planned ones too"),
}
_ORDERS: dict[str, words.Text] = {
    "": gettext_lazy("Nearest first"),
    Order.POWER: gettext_lazy("Strongest first"),
    Order.NAME: gettext_lazy("By name"),
}
# Parameters that the strip at the top sets; the others count as "more".
_TOP = frozenset({"connector", "min_power_kw", "q"})

# A plug of unknown power passes neither of them.
BOUNDS_ON_POWER = frozenset({"min_power_kw", "max_power_kw"})


@dataclass(frozen=True, slots=True)
class Choice:
    """A box to tick, or one entry of a menu."""

    name: str
    value: str
    label: words.Text
    on: bool
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Boxes that belong together."""

    legend: str
    choices: list[Choice]


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    label: str
    value: str
    type: str = "text"
    hint: str = ""
    least: str = ""
    step: str = ""


@dataclass(frozen=True, slots=True)
class Menu:
    name: str
    label: str
    choices: list[Choice]


@dataclass(frozen=True, slots=True)
class FilterForm:
    """All that the form shows."""

    place: str
    plugs: list[Choice]
    quick: list[Choice]
    powers: list[Choice]
    groups: list[Group]
    fields: list[Field]
    menus: list[Menu]
    # Parameters without a box of their own, kept when the form is sent.
    kept: list[tuple[str, str]]
    more_count: int
    clear_url: str
    more_open: bool = False


@dataclass(frozen=True, slots=True)
class Active:
    """A filter that is on: its parameter, its words, the query without it."""

    parameter: str
    label: str
    without: list[tuple[str, str]] = field(default_factory=list)


def form(query: StationQuery, unit: units.Units) -> FilterForm:
    pairs = links.filters_of(query)
    more = {name for name, value in pairs if name not in _TOP and f"{name}={value}" not in _QUICK}
    return FilterForm(
        place=query.place or query.text,
        plugs=_plugs(query),
        quick=[_flag(key, label, _on(query)) for key, label in _QUICK.items()],
        powers=_powers(query),
        groups=_groups(query),
        fields=_fields(dict(pairs)),
        menus=[_radius_menu(query, unit), _order_menu(query)],
        kept=_kept(query),
        more_count=len(more),
        clear_url=links.search(links.without_filters(query)),
    )


def _plugs(query: StationQuery) -> list[Choice]:
    asked = short_standards(query.plug.standards)
    offered = [Choice("connector", alias, label, alias in asked, icon) for alias, label, icon in _PLUGS]
    rare = [Choice("connector", value, words.plug(value), True) for value in asked if value not in ALIASES]
    return offered + rare


def _powers(query: StationQuery) -> list[Choice]:
    asked = None if query.plug.min_power is None else query.plug.min_power / 1000
    steps = sorted({*_POWERS_KW, *([asked] if asked else [])})
    any_power = Choice("min_power_kw", "", _("any"), not asked)
    return [any_power, *(Choice("min_power_kw", f"{kw:g}", f"{kw:g}+", kw == asked) for kw in steps)]


def _groups(query: StationQuery) -> list[Group]:
    on = _on(query)
    access = [Choice("access", value, label, value in query.access) for value, label in words.ACCESS.items()]
    return [
        Group(_("Only"), [_flag(key, label, on) for key, label in _FLAGS.items()]),
        Group(_("Paying"), [_flag(f"payment={value}", label, on) for value, label in _PAYMENT.items()]),
        Group(_("Who may charge"), access),
        Group(_("Near the station"), [_flag(f"amenity={value}", text, on) for value, text in words.FACILITIES.items()]),
    ]


def _on(query: StationQuery) -> set[str]:
    return {f"{name}={value}" for name, value in links.filters_of(query)}


def _flag(key: str, label: words.Text, on: set[str]) -> Choice:
    name, value = key.split("=")
    return Choice(name, value, label, key in on)


def _fields(given: Mapping[str, str]) -> list[Field]:
    return [
        Field("min_evses", _("Charging points, at least"), given.get("min_evses", ""), "number", least="1", step="1"),
        Field("max_power_kw", _("kW, at most"), given.get("max_power_kw", ""), "number", least="0", step="any"),
    ]


def _radius_menu(query: StationQuery, unit: units.Units) -> Menu:
    asked = round(query.radius_m / 1000) if query.radius_m else USUAL_RADIUS_KM[unit]
    offered = _RADII_MI_IN_KM if unit is units.Units.MI else _RADII_KM
    nearest = min(offered, key=lambda km: abs(km - asked))
    return Menu(
        "radius_km",
        _("Within"),
        [Choice("radius_km", str(km), units.radius(km, unit), km == nearest) for km in offered],
    )


def _order_menu(query: StationQuery) -> Menu:
    asked = str(query.order) if query.order in _ORDERS else ""
    return Menu("order", _("Order"), [Choice("order", key, label, key == asked) for key, label in _ORDERS.items()])


def _kept(query: StationQuery) -> list[tuple[str, str]]:
    """What was asked for by a link (an operator, say) stays when the form changes something else."""
    names = ("operator", "exclude_operator", "source")
    return [(name, value) for name, value in links.filters_of(query) if name in names]


def active(query: StationQuery, names: Mapping[str, str]) -> list[Active]:
    """The filters that are on, in the form's order. `names`: what operators and sources are called."""
    pairs = links.pairs_of(query)
    filtering = dict.fromkeys(name for name, _value in links.filters_of(query))
    return [
        Active(
            parameter=parameter,
            label=_words(parameter, [value for name, value in pairs if name == parameter], names),
            without=[(name, value) for name, value in pairs if name != parameter],
        )
        for parameter in filtering
    ]


def _words(parameter: str, values: list[str], names: Mapping[str, str]) -> str:
    template = _TEMPLATES.get(parameter)
    if template is not None:
        return str(template) % {"values": _joined(names.get(value, value) for value in values)}
    if parameter == "min_evses":
        count = int(values[0])
        return ngettext("at least %(n)s point", "at least %(n)s points", count) % {"n": count}
    return _joined(str(_label(parameter, value)) for value in values)


_TEMPLATES: dict[str, words.Text] = {
    "q": gettext_lazy("“%(values)s”"),
    "min_power_kw": gettext_lazy("%(values)s kW or more"),
    "max_power_kw": gettext_lazy("%(values)s kW at most"),
    "operator": gettext_lazy("by %(values)s"),
    "exclude_operator": gettext_lazy("not by %(values)s"),
    "source": gettext_lazy("from %(values)s"),
}


def _label(parameter: str, value: str) -> words.Text:
    aliases = {alias: label for alias, label, _icon in _PLUGS}
    tables: dict[str, dict[str, words.Text]] = {
        "connector": {**words.PLUGS, **aliases},
        "access": words.ACCESS,
        "payment": _PAYMENT,
        "amenity": words.FACILITIES,
    }
    if parameter in tables:
        return words.label(tables[parameter], value)
    return {**_QUICK, **_FLAGS}.get(f"{parameter}={value}", value)


def _joined(values: Iterable[str]) -> str:
    return ", ".join(values)


def default_access() -> list[str]:
    return [str(value) for value in DEFAULT_ACCESS if value in Access]
