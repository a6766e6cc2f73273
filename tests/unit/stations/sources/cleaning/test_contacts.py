"""Web addresses, telephone numbers, e-mail addresses: only what works stays."""

import pytest

from stations.sources.cleaning.contacts import read_email, read_phone, read_url


@pytest.mark.parametrize(
    "url",
    ["https://example.org", "http://example.org/a?b=c&d=e#f", "https://münchen.example/ladesäule", "https://a.example:8443/x",
     "https://example.org/it's"],
)  # fmt: skip
def test_an_address_of_the_web_stays(url: str) -> None:
    assert read_url(url) is None


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("www.example.org", "https://www.example.org"),
        ("example.org/charge", "https://example.org/charge"),
        ("//example.org/", "https://example.org/"),
        ("http:/example.org", "http://example.org"),
        ("http:// www.example.org", "http://www.example.org"),
        ("https://example.org/Parking 58/", "https://example.org/Parking%2058/"),
        ("HTTPS:example.org", "https://example.org"),
    ],
)
def test_a_slip_in_an_address_is_mended(said: str, address: str) -> None:
    assert read_url(said) == (address, ("url_completed",))


@pytest.mark.parametrize(
    "said",
    ["javascript:alert(1)", "data:text/html,<b>x</b>", "ftp://example.org/", "http://localhost/", "http://127.0.0.1/",
     "http://user:word@example.org/", "https://example.org:99999/", "mailto:a@example.org", "see our page", "https://",
     "https://example.org/" + "x" * 500],
)  # fmt: skip
def test_what_a_driver_can_not_follow_is_dropped(said: str) -> None:
    assert read_url(said) == (None, ("url_dropped",))


def test_quotes_and_brackets_can_not_leave_an_attribute() -> None:
    for character in "\"'<>`\\ \n":
        verdict = read_url(f"https://example.org/{character}onload=x")
        kept = f"https://example.org/{character}onload=x" if verdict is None else verdict.text or ""
        assert not set(kept) & set('"<>`\\ \n')


@pytest.mark.parametrize(
    "phone",
    ["+49 30 123456", "0333 1234567", "(555) 241-1234", "112", "+49 (0)711 / 123-456", "1-800-CHARGE-ME",
     "888.555.CHARG (2427)", "(555) 241-PLUG", "360-555-0101, 877-555-0102", "+33 1 23 45 67 89 ext 12"],
)  # fmt: skip
def test_a_telephone_number_stays(phone: str) -> None:
    assert read_phone(phone) is None


@pytest.mark.parametrize(
    ("said", "number", "kind"),
    [
        ("tel:+4930123", "+4930123", "text_tidied"),
        ("360-555-0101  877-555-0102", "360-555-0101, 877-555-0102", "text_tidied"),
        ("0711 123456 or 0711 123457", "0711 123456, 0711 123457", "text_tidied"),
        ("01727 123456  The Shop", "01727 123456", "phone_extracted"),
        ("Help desk: 01536 123 456", "01536 123 456", "phone_extracted"),
        ("(919) 555-0100 ?", "(919) 555-0100", "phone_extracted"),
        ("888-555-0199 or 561-", "888-555-0199", "phone_extracted"),
        ("Toll Free: (800) EV-2-GO12 (382-4612)", "(800) EV-2-GO12 (382-4612)", "phone_extracted"),
    ],
)
def test_a_telephone_number_is_found(said: str, number: str, kind: str) -> None:
    assert read_phone(said) == (number, (kind,))


@pytest.mark.parametrize("said", ["300 N 5th St", "see the station", "4.42034E+11", "ask inside", "12", "+0 000 000"])
def test_what_can_not_be_rung_is_dropped(said: str) -> None:
    assert read_phone(said) == (None, ("phone_dropped",))


def test_placeholders_of_contacts_say_nothing() -> None:
    for read in (read_url, read_phone, read_email):
        assert read("n/a") == (None, ("text_placeholder",))
        assert read("") == (None, ())


def test_a_megabyte_is_dropped_unread() -> None:
    assert read_url("https://example.org/" + " " * 10**6) == (None, ("url_dropped",))
    assert read_phone(" " * 10**6 + "1") == (None, ("phone_dropped",))
    assert read_email("a" * 10**6 + "@example.org") == (None, ("email_dropped",))


def test_an_e_mail_address_stays() -> None:
    assert read_email("help.desk+ev@example.org") is None


@pytest.mark.parametrize(
    ("said", "address"),
    [("mailto:a@example.org", "a@example.org"), ("a@example.org, b@example.org", "a@example.org"),
     (" a@example.org ", "a@example.org")],
)  # fmt: skip
def test_an_e_mail_address_is_found(said: str, address: str) -> None:
    assert read_email(said) == (address, ("text_tidied",))


@pytest.mark.parametrize("said", ["nobody", "a@localhost", "@example.org", "a at example.org"])
def test_what_can_not_be_written_to_is_dropped(said: str) -> None:
    assert read_email(said) == (None, ("email_dropped",))
