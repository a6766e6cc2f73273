"""Folding, cleaning and mending of text, with the letters that Europe's feeds are full of."""

from __future__ import annotations

import string
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from voltway.lib.text import clean_text, fold, mend_mojibake, slug, tokens

any_text = st.text(st.characters(exclude_categories=["Cs"]))
european = st.text(
    string.ascii_letters + " '-.,&()" + "".join(map(chr, range(0xC0, 0x180))) + "ёЖщґЯάΘς«»“”’–€…", min_size=1
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Hauptbahnhof", "hauptbahnhof"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("Ærø Øst", "aero ost"),
        ("Łódź", "lodz"),
        ("Đorđe", "dorde"),
        ("Þórshöfn", "thorshofn"),
        ("Œuvre d’Été", "oeuvre d'ete"),
        ("Iğdır İzmir", "igdir izmir"),
        ("Čačak", "cacak"),
        ("Ελλάς", "ελλασ"),
        ("ΕΛΛΆΣ", "ελλασ"),
        ("Ёлка Київ Ґанок", "елка киів ганок"),
        ("ﬁne", "fine"),
        ("E\u0301tat", "etat"),
        ("１２ｋＷ", "12kw"),
        ("", ""),
    ],
)
def test_fold_leaves_out_case_and_accents(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(("one", "other"), [("が", "か"), ("हिन्दी", "हनद"), ("กำ", "ก")])
def test_fold_keeps_the_marks_that_make_another_word(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(any_text)
@example("ŉ")
@example("ᾳ\u0345")
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(european)
def test_case_and_form_make_no_difference(text: str) -> None:
    assert fold(text.upper()) == fold(text.lower()) == fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Am Bahnhof 12a", ("am", "bahnhof", "12a")),
        ("L'Hôpital-Saint-Jean", ("l", "hopital", "saint", "jean")),
        ("DE*ABC*E1234", ("de", "abc", "e1234")),
        ("  _ – / ", ()),
        ("Київ, вул. 5", ("киів", "вул", "5")),
        ("हिन्दी स्टेशन", ("हिन्दी", "स्टेशन")),
    ],
)
def test_tokens_are_the_folded_words(text: str, words: tuple[str, ...]) -> None:
    assert tokens(text) == words


@given(any_text)
def test_tokens_hold_no_space_and_are_folded(text: str) -> None:
    for word in tokens(text):
        assert word
        assert not any(character.isspace() for character in word)
        assert fold(word) == word


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Café  de la Gare / Lyon!", "cafe-de-la-gare-lyon"),
        ("--Straße--", "strasse"),
        ("Київ", ""),
        ("Київ 5", "5"),
        ("a" * 100, "a" * 80),
        ("word " * 20, "-".join(["word"] * 16)),
        ("x" * 80 + " y", "x" * 80),
    ],
)
def test_slug(text: str, expected: str) -> None:
    assert slug(text) == expected


@given(any_text, st.integers(1, 30))
def test_a_slug_fits_an_address(text: str, most: int) -> None:
    found = slug(text, most)
    assert len(found) <= most
    assert set(found) <= set(string.ascii_lowercase + string.digits + "-")
    assert found.strip("-") == found


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  a \t b\r\n c ", "a b c"),
        ("nul\x00 byte", "nul byte"),
        ("bell\x07\x1b[31m", "bell[31m"),
        ("\u202egnp.exe\u202c", "gnp.exe"),
        ("\u2066a\u2069\u200e\u200f\u061c", "a"),
        ("half \ud83d pair", "half pair"),
        ("a\xa0b\u2003c\u3000d\u2028e", "a b c d e"),
        ("\ufeffhead", "head"),
        ("hyphen\xadated zero\u200bwidth", "hyphenated zerowidth"),
        ("E\u0301tat", "État"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d🔧", "👩\u200d🔧"),
        ("\x00\u200b \n", ""),
        ("Hôtel de Ville", "Hôtel de Ville"),
    ],
)
def test_clean_text(text: str, cleaned: str) -> None:
    assert clean_text(text, 100) == cleaned


@pytest.mark.parametrize(("most", "cleaned"), [(3, "abc"), (4, "abc"), (5, "abc d"), (100, "abc def")])
def test_clean_text_cuts_without_a_trailing_space(most: int, cleaned: str) -> None:
    assert clean_text(" abc  def ", most) == cleaned


@given(st.text(), st.integers(1, 40))
def test_clean_text_is_short_storable_and_final(text: str, most: int) -> None:
    cleaned = clean_text(text, most)
    assert len(cleaned) <= most
    assert not any(unicodedata.category(character) in {"Cc", "Cs"} for character in cleaned)
    assert cleaned.encode().decode() == cleaned.strip()
    assert clean_text(cleaned, most) == cleaned


@pytest.mark.parametrize(
    ("garbled", "mended"),
    [
        ("CafÃ©", "Café"),
        ("CafÃƒÂ©", "Café"),
        ("Ã\xa0 cÃ´tÃ©", "à côté"),
        ("Ã\x8dndice", "Índice"),
        ("GroÃŸe StraÃŸe", "Große Straße"),
        ("Place dâ€™Ivry â€“ Nord", "Place d’Ivry – Nord"),
        ("Å\x81Ã³dÅº", "Łódź"),
        ("ÐšÐ¸Ñ—Ð²", "Київ"),
        ("5Â\xa0â‚¬", "5\xa0€"),
    ],
)
def test_garbled_text_is_mended(garbled: str, mended: str) -> None:
    assert mend_mojibake(garbled) == mended


@pytest.mark.parametrize(
    "text",
    ["", "plain", "Café", "CAFÉ”", "« thé\xa0»", "café\xa0»", "SÃO PAULO", "NÃO", "Â", "Ã", "CafÃ© à Lyon", "日本"],
)
def test_text_that_is_not_proved_garbled_stays(text: str) -> None:
    assert mend_mojibake(text) == text


@given(st.text(string.ascii_letters + " '-.,&()" + "".join(map(chr, range(0xC0, 0x100)))))
def test_good_text_of_western_europe_is_never_touched(text: str) -> None:
    assert mend_mojibake(text) == text


@given(european, st.sampled_from(["cp1252", "latin-1"]))
def test_what_was_read_wrongly_comes_back(text: str, encoding: str) -> None:
    try:
        garbled = text.encode().decode(encoding)
    except UnicodeDecodeError:
        return
    assert mend_mojibake(garbled) == mend_mojibake(text)
