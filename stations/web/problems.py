"""`/problems/<slug>`: what a problem of the API means and what to do about it; the address is the problem's `type`."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from stations.web import words
from voltway.lib.problems import Problem


@dataclass(frozen=True, slots=True)
class Help:
    """What happened, and what whoever asked can do."""

    meaning: words.Text
    remedy: words.Text


@dataclass(frozen=True, slots=True)
class Line:
    """A kind of problem as the page shows it; templates call classes that they are given."""

    slug: str
    title: str
    status: int


HELP: dict[str, Help] = {
    "internal-error": Help(
        _("Something in VoltWay failed. Nothing was wrong with your request as far as we know, and we have noted it."),
        _("Try again in a while. If it stays, tell whoever runs this VoltWay, with the address and the time."),
    ),
    "invalid-parameters": Help(
        _("A parameter is not known, or its value can't be meant. Nothing is guessed or left out silently."),
        _("Look at “errors” in the answer: it names each parameter and the rule that it broke."),
    ),
    "bad-request": Help(
        _("The request could not be read as one: its address, its headers or its body is damaged."),
        _("Compare what was sent with the reference: a broken encoding or a NUL byte are the usual reasons."),
    ),
    "not-signed-in": Help(
        _("This needs to know who is asking."),
        _("Log in, or send your key as the reference says. Reading stations needs neither."),
    ),
    "not-allowed": Help(
        _("We know who is asking, and this is not open to them."),
        _("Ask whoever runs this VoltWay for the right, or leave it out."),
    ),
    "not-in-plan": Help(
        _("The key is good, and the plan of its owner gives less than was asked for: pages, exports or bulk requests."),
        _("Ask for less at once, or look at the plans at /pricing/."),
    ),
    "key-in-address": Help(
        _("A key of the API stood in the address, where logs, histories and other sites can read it. It was not used."),
        _("Send it as the header X-Api-Key or Authorization: Bearer, and rotate the key: take it as known to others."),
    ),
    "not-found": Help(
        _("There is nothing at this address, and there never was."),
        _("Addresses of the API end with a slash; ids of stations have 12 lower-case letters and digits."),
    ),
    "method-not-allowed": Help(
        _("The address is right, and what was to be done there can't be done."),
        _("Look at “Allow” in the answer's headers: most of the API is for reading, by GET."),
    ),
    "not-acceptable": Help(
        _("“Accept” names no format in which this can be sent."),
        _("Ask for application/json, application/geo+json or text/csv, or leave “Accept” out."),
    ),
    "conflict": Help(
        _("What was sent contradicts what is there, such as a change made by somebody else meanwhile."),
        _("Read what is there now, and decide again."),
    ),
    "there-already": Help(
        _("A station was to be added where others stand, one of which may be the same."),
        _("Look at “stations” in the answer. If it is none of them, send the same again with “sure” set to true."),
    ),
    "changed": Help(
        _(
            "“If-Match” names a state of what you want to change that is not the one it is in now; or “If-None-Match”"
            " says that it must not be there, and it is."
        ),
        _("Read it again, look at what has changed, and send your change with the new “ETag”."),
    ),
    "gone": Help(
        _(
            "The station was here, and its source no longer lists it; or a link to a file has expired; or it is not"
            " known any more what was removed since the time that was asked about."
        ),
        _(
            "The answer has what was last known of a station and the nearest ones that are still there, or says how to"
            " get a file again, or where a new copy begins."
        ),
    ),
    "too-large": Help(
        _("The request is larger than what we read."),
        _("Send less at once: fewer parameters, or several requests."),
    ),
    "range-not-satisfiable": Help(
        _("A download was to go on at a place that lies behind the end of the file."),
        _("You have all of the file already; else load it anew, without “Range”."),
    ),
    "unsupported-media-type": Help(
        _("The body of the request is in a format that we don't read here."),
        _("Send it as the reference says, with a fitting “Content-Type”."),
    ),
    "idempotency-key-taken": Help(
        _("The header “Idempotency-Key” came before with other content: it names one request, however often sent."),
        _("Take a new key for a new request; repeat the first one as it was to have its answer again."),
    ),
    "too-many-requests": Help(
        _("More requests came than your plan or this address may send."),
        _("Wait for as many seconds as “Retry-After” says. ETags help: an answer that has not changed costs little."),
    ),
    "unavailable": Help(
        _("A part that the answer needs, such as the database, is away for the moment."),
        _("Wait for as many seconds as “Retry-After” says, then send the same request again."),
    ),
}


@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    lines = {kind.slug: Line(kind.slug, kind.title, int(kind.status)) for kind in all_kinds()}
    if slug not in lines:
        raise Http404
    context = {"problem": lines[slug], "help": HELP[slug], "all": lines.values()}
    return render(request, "problems/page.html", context)


def all_kinds(base: type[Problem] = Problem) -> Iterator[type[Problem]]:
    if "slug" in vars(base):
        yield base
    for kind in base.__subclasses__():
        yield from all_kinds(kind)
