"""Texts: what is shown is one clean line within its length; placeholders, markup and hostile text are gone."""

import pytest

from stations.hours.model import OpeningHours
from stations.models import Operator, Station
from stations.records import LicenceRecord, OperatorRecord
from stations.sources.cleaning.step_50_text import LENGTHS
from tests.fakes.records import BuildEvse, BuildStation, Run

STEP = "step_50_text"


@pytest.mark.parametrize(
    "name",
    ["Ladepark", "Café zur Post", "Straße 7 (Hof)", "A & B; C", "AT&T", "P+R < 2 m", "Ärztehaus", "充電ステーション",
     "10", "I ❤ EV", "x < y and y > z", "0 Emission", "None's Garage"],
)  # fmt: skip
def test_honest_text_is_left_alone(run: Run, station: BuildStation, name: str) -> None:
    before = station(name=name)
    assert run(STEP, before) == (before, [])


@pytest.mark.parametrize(
    ("said", "shown", "kind"),
    [
        ("CafÃ© am Tor", "Café am Tor", "text_mojibake"),
        ("12 HauptstraÃŸe", "12 Hauptstraße", "text_mojibake"),
        ("one<br>two", "one two", "text_markup"),
        ("<b>bold</b> move", "bold move", "text_markup"),
        ("A&AMP;B Garage", "A&B Garage", "text_markup"),
        ("Tom &amp; Jerry", "Tom & Jerry", "text_markup"),
        ("&lt;b&gt;twice&lt;/b&gt;", "twice", "text_markup"),
        ("<script>alert(1)</script>Ladepark", "Ladepark", "text_markup"),
        ("<!-- hidden -->Ladepark", "Ladepark", "text_markup"),
        ("<img src=x onerror=alert(1)>Ladepark", "Ladepark", "text_markup"),
        ("two  blanks", "two blanks", "text_tidied"),
        (" edge ", "edge", "text_tidied"),
        ("line\r\nline\tline", "line line line", "text_tidied"),
        ("nul\x00 and bell\x07", "nul and bell", "text_tidied"),
        ("evil\u202egnp.exe", "evilgnp.exe", "text_tidied"),
        ("zero\u200bwidth", "zerowidth", "text_tidied"),
        ("Cafe\u0301", "Café", "text_tidied"),
    ],
)
def test_text_is_mended(run: Run, station: BuildStation, said: str, shown: str, kind: str) -> None:
    record, kinds = run(STEP, station(name=said))
    assert (record.name, kinds) == (shown, [kind])


@pytest.mark.parametrize(
    "said",
    ["-", "--", "n/a", "N/A", "NULL", "null", "None", "non renseigné", "Non Renseigné", "unknown", "0", "00000",
     "?", "...", "#NAME?", "k.A.", "keine Angabe", "NaN", "undefined", "(Unknown Operator)",
     " - ", "tbd", "unbekannt", "&nbsp;"],
)  # fmt: skip
def test_placeholders_say_nothing(run: Run, station: BuildStation, said: str) -> None:
    record, kinds = run(STEP, station(name=said))
    assert record.name is None
    assert kinds in (["text_placeholder"], ["text_tidied"], ["text_markup"], [])


@pytest.mark.parametrize("said", ["", "   ", "<br>", "\u200b"])
def test_text_of_which_nothing_is_left_is_none(run: Run, station: BuildStation, said: str) -> None:
    assert run(STEP, station(address=said)).record.address is None


@pytest.mark.parametrize(
    ("field", "value"),
    [("city", "None"), ("city", "Nan"), ("state", "NA"), ("price_text", "0")],
)
def test_words_that_are_facts_in_their_place_stay(run: Run, station: BuildStation, field: str, value: str) -> None:
    before = station(**{field: value})
    assert run(STEP, before).record is before


def test_the_ground_floor_stays(run: Run, station: BuildStation, evse: BuildEvse) -> None:
    before = station(evses=(evse(floor_level="0", physical_reference="0"),))
    assert run(STEP, before).record is before


@pytest.mark.parametrize("field", [field for field in LENGTHS if "." not in field and "phone" not in field])
def test_every_text_fits_its_place(run: Run, station: BuildStation, field: str) -> None:
    value = "https://example.org/" if field in ("website", "source_url") else ""
    record = run(STEP, station(**{field: value + "word " * 1_000})).record
    assert len(getattr(record, field) or "") <= LENGTHS[field]


def test_a_long_text_is_cut_and_says_so(run: Run, station: BuildStation) -> None:
    record, kinds = run(STEP, station(notes="word " * 1_000))
    assert record.notes == ("word " * 399).rstrip() + "..."
    assert kinds == ["text_cut"]


def test_a_long_word_is_cut_within(run: Run, station: BuildStation) -> None:
    assert run(STEP, station(name="x" * 300)).record.name == "x" * 197 + "..."


@pytest.mark.parametrize("piece", ["<script", "<!--", "&lt;", "<a ", "Ã©", " ", "&amp;"])
def test_a_megabyte_is_no_trouble(run: Run, station: BuildStation, piece: str) -> None:
    assert len(run(STEP, station(notes=piece * (10**6 // len(piece)))).record.notes or "") <= 2_000


def test_lengths_fit_the_columns() -> None:
    for model, prefix in ((Station, ""), (Operator, "operator.")):
        columns = {field.name: field.max_length for field in model._meta.fields if field.max_length}
        checked = [name for name in columns if prefix + name in LENGTHS]
        assert len(checked) >= 5
        for name in checked:
            assert LENGTHS[prefix + name] <= columns[name], name


def test_texts_of_evses_are_mended_too(run: Run, station: BuildStation, evse: BuildEvse) -> None:
    before = station(evses=(evse(), evse(uid="e2", floor_level=" -1 ", physical_reference="n/a")))
    record, kinds = run(STEP, before)
    assert record.evses[0] is before.evses[0]
    assert (record.evses[1].floor_level, record.evses[1].physical_reference) == ("-1", None)
    assert kinds == ["text_tidied", "text_placeholder"]


def test_the_operator_is_mended(run: Run, station: BuildStation) -> None:
    before = station(
        operator=OperatorRecord("Strom  AG", "www.strom.example", "tel:+49 30 1", "mailto:a@strom.example")
    )
    record, _ = run(STEP, before)
    assert record.operator == OperatorRecord("Strom AG", "https://www.strom.example", "+49 30 1", "a@strom.example")


def test_an_operator_without_a_name_is_none(run: Run, station: BuildStation) -> None:
    record, kinds = run(STEP, station(operator=OperatorRecord("(Unknown Operator)", "https://example.org/")))
    assert (record.operator, kinds) == (None, ["text_placeholder"])


def test_the_licence_is_mended(run: Run, station: BuildStation) -> None:
    record, _ = run(STEP, station(licence=LicenceRecord("CC&nbsp;BY", "javascript:alert(1)", open=True)))
    assert record.licence == LicenceRecord("CC BY", None, open=True)


def test_the_wording_of_hours_is_mended_and_their_facts_stay(run: Run, station: BuildStation) -> None:
    record, _ = run(STEP, station(hours=OpeningHours(twentyfourseven=True, text="always<br>open")))
    assert record.hours == OpeningHours(twentyfourseven=True, text="always open")


def test_hours_of_which_nothing_is_left_are_none(run: Run, station: BuildStation) -> None:
    assert run(STEP, station(hours=OpeningHours(text="n/a"))).record.hours is None


def test_a_clean_station_is_the_same_object(run: Run, station: BuildStation) -> None:
    before = station(help_phone="+49 30 123", website="https://example.org/", hours=OpeningHours(text="by appointment"))
    assert run(STEP, before).record is before


def test_only_what_needs_it_is_told(run: Run, station: BuildStation) -> None:
    assert run(STEP, station(name="a  b", city="c  d")).kinds == ["text_tidied", "text_tidied"]
