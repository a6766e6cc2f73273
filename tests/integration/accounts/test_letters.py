"""Mails go out behind the page's back, again after a failure, and are forgotten."""

import smtplib
import socket
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from accounts import letters
from accounts.models import Letter, User
from voltway.jobs.claim import perform
from voltway.jobs.row import State


@pytest.fixture
def letter(client: Client, alice: User) -> Letter:
    client.post(reverse("account_reset_password"), {"email": alice.email})
    return Letter.objects.get()


def test_a_page_sends_nothing_itself(letter: Letter) -> None:
    assert (mail.outbox, letter.state, letter.to) == ([], State.PENDING, "alice@voltway.example")


def test_a_mail_is_sent_and_forgotten(letter: Letter) -> None:
    assert perform(Letter, letter.pk, heart=False) is State.COMPLETED
    assert (mail.outbox[0].to, mail.outbox[0].from_email) == ([letter.to], "VoltWay <noreply@localhost>")
    assert mail.outbox[0].body == letter.text
    letter.refresh_from_db()
    assert (letter.to, letter.text) == ("", "")
    assert perform(Letter, letter.pk, heart=False) is None
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("error", [ConnectionRefusedError(), smtplib.SMTPServerDisconnected("x"), TimeoutError()])
def test_a_mail_that_could_not_be_sent_waits(error: Exception, letter: Letter, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", fail)
    assert perform(Letter, letter.pk, heart=False) is State.PENDING
    letter.refresh_from_db()
    assert letter.not_before > timezone.now()
    assert "set it" not in letter.error.lower()


def test_why_a_mail_was_refused_names_nobody(letter: Letter, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise smtplib.SMTPRecipientsRefused({letter.to: (550, b"5.1.1 User unknown")})

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    perform(Letter, letter.pk, heart=False)
    letter.refresh_from_db()
    assert letter.to not in letter.error
    assert "User unknown" in letter.error


@pytest.fixture
def silent_server() -> Iterator[int]:
    """A mail server that takes connections and says nothing."""
    held: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        taking = threading.Thread(target=lambda: held.append(server.accept()[0]), daemon=True)
        taking.start()
        yield server.getsockname()[1]
        taking.join(5)
        for one in held:
            one.close()


def test_a_server_that_hangs_holds_up_no_page_and_no_worker(
    letter: Letter, silent_server: int, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", silent_server, 0.2
    assert perform(Letter, letter.pk, heart=False) is State.PENDING


def test_what_could_not_be_sent_in_three_days_is_deleted(letter: Letter) -> None:
    assert letters.clean_up(now=timezone.now() + timedelta(days=2)) == 0
    assert letters.clean_up(now=timezone.now() + timedelta(days=4)) == 1
