"""A help line becomes a link to the first number in it, or to none."""

import pytest

from stations.web import phone


@pytest.mark.parametrize(
    ("said", "link"),
    [
        ("+49 30 123456", "tel:+4930123456"),
        ("+49 (0)30 123456", "tel:+4930123456"),
        ("030/123456", "tel:030123456"),
        ("(617) 555-0100", "tel:6175550100"),
        ("888.555.0100", "tel:8885550100"),
        ("0800 123456 / 0800 654321", "tel:0800123456"),
        ("0800123456/0800654321", "tel:0800123456"),
        ("888-555-0100, 877-555-0199", "tel:8885550100"),
        ("888-555-0100; ask for the desk", "tel:8885550100"),
        ("+33 1 23 45 67 89 +33 6 12 34 56 78", "tel:+33123456789"),
        ("+1 888 555 0100 ext. 22", "tel:+18885550100"),
        ("Hotline 24/7: 0800 123456", "tel:0800123456"),
        ("24/7 0800 123456", "tel:0800123456"),
        ("24h 0800 123456", "tel:0800123456"),
        ("0800 123456 (free of charge)", "tel:0800123456"),
        ("0800 123456 or 0800 654321", "tel:0800123456"),
        ("call 112", "tel:112"),
        ("1-800-CHARGES", ""),
        ("1-800-CHARGES or 888-555-0100", "tel:8885550100"),
        ("0800 123 456 0800 654 321", ""),
        ("ask at the desk", ""),
        ("room 12", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_the_first_number_is_dialled(said: str | None, link: str) -> None:
    assert phone.link(said) == link
