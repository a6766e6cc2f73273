"""The address of a mail server is read as Django wants it."""

import pytest

from voltway.config import Config, WrongSetting, load
from voltway.mail import MailServer, server


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("smtp://alice:s%40fe@mail.example:2525", MailServer("mail.example", 2525, "alice", "s@fe", True, False)),
        ("smtp://mail.example", MailServer("mail.example", 587, "", "", True, False)),
        ("smtp://localhost:25?tls=0", MailServer("localhost", 25, "", "", False, False)),
        ("smtps://a:b@mail.example", MailServer("mail.example", 465, "a", "b", False, True)),
    ],
)
def test_an_address_names_a_server(address: str, expected: MailServer) -> None:
    assert server(address) == expected


@pytest.mark.parametrize(
    "address", ["mail.example", "http://mail.example", "smtp://", "smtp://m:port", "smtp://m?tls=2"]
)
def test_what_is_no_address_of_one_is_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMAIL_URL", address)
    with pytest.raises(WrongSetting, match="EMAIL_URL: must be smtp://"):
        load()


def test_the_password_is_known_as_a_secret() -> None:
    assert "s@fe" in Config(email_url="smtp://alice:s%40fe@mail.example").secrets()
