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
    ["+49 30 123456", "0333 3444939", "(513) 241-1234", "112", "+49 (0)711 / 123-456", "1-800-CHARGE-ME",
     "888.998.BLINK (2546)", "(513) 241-MACS", "360-452-5207, 877-798-3752", "+33 1 23 45 67 89 ext 12"],
)  # fmt: skip
def test_a_telephone_number_stays(phone: str) -> None:
    assert read_phone(phone) is None


@pytest.mark.parametrize(
    ("said", "number", "kind"),
    [
        ("tel:+4930123", "+4930123", "text_tidied"),
        ("360-452-5207  877-798-3752", "360-452-5207, 877-798-3752", "text_tidied"),
        ("0711 123456 or 0711 123457", "0711 123456, 0711 123457", "text_tidied"),
        ("01727 831117  The Shop", "01727 831117", "phone_extracted"),
        ("Site Contact Number: 01536 464 000", "01536 464 000", "phone_extracted"),
        ("(919) 435-5700 ?", "(919) 435-5700", "phone_extracted"),
        ("888-407-1899 or 561-", "888-407-1899", "phone_extracted"),
        ("Toll Free: (800) RV-2-GO12 (782-4612)", "(800) RV-2-GO12 (782-4612)", "phone_extracted"),
    ],
)
def test_a_telephone_number_is_found(said: str, number: str, kind: str) -> None:
    assert read_phone(said) == (number, (kind,))


@pytest.mark.parametrize(
    "said", ["300 N 63rd St", "listed on station", "4.42034E+11", "ask inside", "12", "+0 000 000"]
)
def test_what_can_not_be_rung_is_dropped(said: str) -> None:
    assert read_phone(said) == (None, ("phone_dropped",))


def test_placeholders_of_contacts_say_nothing() -> None:
    for read in (read_url, read_phone, read_email):
        assert read("n/a") == (None, ("text_placeholder",))
        assert read("") == (None, ())


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
