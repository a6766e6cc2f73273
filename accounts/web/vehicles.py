"""`/accounts/vehicles/`: a driver's cars; chosen from the catalogue or described by hand."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Vehicle
from accounts.vehicles import open_ev_data
from accounts.vehicles.catalogue import facts_of, model_of, search_models
from accounts.vehicles.facts import VehicleFacts, no_inlet_takes, read_facts
from accounts.vehicles.inlets import TAKES, Current, Inlet, connector_parameters
from accounts.vehicles.keep import choose_vehicle, drop_vehicle, keep_vehicle
from accounts.web.mine import back, owner
from stations.web import errors, links
from stations.web.words import Text
from voltway.lib.problems import Problem

_MAX_TEXT: Final = 100
# Name, words and icon of each inlet, in the order of the form.
INLETS: Final = (
    (Inlet.CCS_2, gettext_lazy("CCS 2, with Type 2"), "plug-ccs2"),
    (Inlet.TYPE_2, gettext_lazy("Type 2 alone"), "plug-type2"),
    (Inlet.CCS_1, gettext_lazy("CCS 1, with Type 1"), "plug-ccs1"),
    (Inlet.TYPE_1, gettext_lazy("Type 1 alone"), "plug-type1"),
    (Inlet.CHADEMO, gettext_lazy("CHAdeMO"), "plug-chademo"),
    (Inlet.NACS, gettext_lazy("NACS (Tesla, North America)"), "plug-nacs"),
    (Inlet.TESLA_EUROPE, gettext_lazy("Tesla, Europe, before CCS"), "plug-tesla"),
    (Inlet.GBT_AC, gettext_lazy("GB/T AC"), "plug-gbt"),
    (Inlet.GBT_DC, gettext_lazy("GB/T DC"), "plug-gbt"),
)
# Fields of the form that hold kilowatts or kilowatt-hours.
_THOUSANDS: Final = ("battery_capacity", "max_ac_power", "max_dc_power")
# What a field must hold, as the page says it: the API's words are of watts, and of members of its bodies.
_RULES: Final = {
    "name": gettext_lazy("A car needs a name of 60 characters at most."),
    "inlets": gettext_lazy("Choose at least one inlet."),
    "max_dc_power": gettext_lazy("A number of kW up to 5000 is needed, or nothing where it isn't known."),
    "max_ac_power": gettext_lazy("A number of kW up to 100 is needed, or nothing where it isn't known."),
    "battery_capacity": gettext_lazy("A number of kWh up to 2000 is needed, or nothing where it isn't known."),
}
_CLASHES: Final = {
    no_inlet_takes(Current.AC): gettext_lazy("None of these inlets takes AC."),
    no_inlet_takes(Current.DC): gettext_lazy("None of these inlets takes DC."),
}
# No exponents: to write 1e900000 out as a whole number takes the processor for many seconds.
_DECIMAL: Final = re.compile(r"[0-9]{1,7}([.,][0-9]{1,3})?")


@dataclass(frozen=True, slots=True)
class Line:
    """One car as the list shows it."""

    vehicle: Vehicle
    inlets: list[Any]
    fits_url: str
    imported: bool


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """The cars and the form. `q` looks through the catalogue, `model` and `edit` fill the form."""
    by = owner(request)
    if request.method == "POST" and not by:
        # By way of the log-in to the same form, filled as it was.
        return redirect_to_login(f"{request.path}?{urlencode(_typed(request.POST), doseq=True)}")
    if request.method == "POST" and by:
        uid = _uid(request.POST.get("id", ""))
        try:
            facts = read_facts(_told(request))
            keep_vehicle(by=by, uid=uid or uuid4(), facts=facts, now=timezone.now())
        except Problem as problem:
            return _page(request, _typed(request.POST), uid, problem)
        messages.success(request, _("“%s” is in your garage.") % facts.name)
        return back(request, "vehicles")
    return _page(request, *_wanted(request))


@login_required
@require_POST
def one(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Choose a car, or remove it."""
    by = owner(request)
    assert by
    try:
        if request.POST.get("do") == "drop":
            drop_vehicle(by=by, uid=uid)
            messages.success(request, _("The car is removed."))
        else:
            choose_vehicle(by=by, uid=uid)
    except Problem as problem:
        return errors.of_problem(request, problem)
    return back(request, "vehicles")


def _page(
    request: HttpRequest, filled: dict[str, Any], uid: UUID | None, refused: Problem | None = None
) -> HttpResponse:
    by, text = owner(request), request.GET.get("q", "")[:_MAX_TEXT]
    cars = Vehicle.objects.filter(user=by).order_by("added_at", "pk") if by else ()
    lines = [_line(car) for car in cars]
    context = {
        "lines": lines,
        "inlets": INLETS,
        "filled": filled,
        "uid": uid,
        "faults": _faults(refused) if refused else {},
        "refused": refused,
        "text": text,
        "found": search_models(text) if text else None,
        "open_ev_data": open_ev_data,
        "imported": any(line.imported for line in lines) or filled.get("model", "").startswith(open_ev_data.PREFIX),
        "table": {str(inlet): fitting for inlet, fitting in TAKES.items()},
    }
    return render(request, "accounts/vehicles/page.html", context, status=int(refused.status) if refused else 200)


def _faults(refused: Problem) -> dict[str, Text]:
    """By field: what is wrong with it."""
    words = {error.parameter: _CLASHES.get(error.rule) or _RULES.get(error.parameter) for error in refused.errors}
    return {name: text for name, text in words.items() if text}


def _line(car: Vehicle) -> Line:
    named = [(words, icon) for inlet, words, icon in INLETS if inlet in car.inlets]
    fits = links.address(connector_parameters(car.inlets))
    return Line(car, named, fits, car.model_uid.startswith(open_ev_data.PREFIX))


def _wanted(request: HttpRequest) -> tuple[dict[str, Any], UUID | None]:
    """What the form is filled with, and the car that it changes."""
    if "name" in request.GET:
        return _typed(request.GET), None
    uid = _uid(request.GET.get("edit", ""))
    car = Vehicle.objects.filter(user=owner(request), uid=uid).first() if uid and owner(request) else None
    if car:
        return _filled(VehicleFacts(car.name, tuple(car.inlets), car.battery_capacity, car.max_ac_power,
                                    car.max_dc_power, car.model_uid)), uid  # fmt: skip
    model = model_of(request.GET.get("model", "")[:_MAX_TEXT])
    return (_filled(facts_of(model)) if model else {}), None


def _filled(facts: VehicleFacts) -> dict[str, Any]:
    figures = {name: "" if getattr(facts, name) is None else f"{getattr(facts, name) / 1000:g}" for name in _THOUSANDS}
    return {"name": facts.name, "inlets": facts.inlets, "model": facts.model_uid, **figures}


def _typed(form: QueryDict) -> dict[str, Any]:
    texts = {name: form.get(name, "")[:_MAX_TEXT] for name in ("name", "model", *_THOUSANDS)}
    return {**texts, "inlets": form.getlist("inlets")[: len(INLETS)]}


def _told(request: HttpRequest) -> dict[str, Any]:
    """The form's fields as members of a car."""
    typed = _typed(request.POST)
    return {**typed, **{name: _thousandfold(typed[name].strip()) for name in _THOUSANDS}}


def _thousandfold(text: str) -> int | str | None:
    """Kilowatts with a decimal point or comma as watts; None for an empty field, what is no number as it is."""
    if not _DECIMAL.fullmatch(text):
        return text or None
    return int(Decimal(text.replace(",", ".")) * 1000)


def _uid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
