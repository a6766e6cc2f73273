"""EVSE ids in columns that are meant for them."""

import pytest

from stations.sources.families.emi3 import stated_evse_id, without_separators


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("FR*S35*E35236*001*1", "FR*S35*E35236*001*1"),
        ("FR S89 E89024 A B1 D", "FR*S89*E89024*A*B1*D"),
        ("FR*SOD*E*GADP*5*8*1*_", "FR*SOD*E*GADP*5*8*1"),
        ("deaewe002501", "DEAEWE002501"),
        ("DE*ARR*ESP165*001\n", "DE*ARR*ESP165*001"),
        (" FR*S60*EYCHH *2", "FR*S60*EYCHH*2"),
    ],
)
def test_ids_are_brought_into_one_form(written: str, read: str) -> None:
    assert stated_evse_id(written) == read


@pytest.mark.parametrize(
    "written", ["", "Non concerné", "FR*S35*P35236*001", "2931", "-", None, 17, "FR*S1*E1", "É" * 9]
)
def test_what_is_no_evse_id_is_none(written: object) -> None:
    assert stated_evse_id(written) is None


@pytest.mark.parametrize("written", ["FR*S89*E1*A", "fr s89 e1 a", "FRS89E1A", "FR-S89-E1_A"])
def test_separators_and_case_do_not_count(written: str) -> None:
    assert without_separators(written) == "FRS89E1A"


def test_what_is_no_text_has_no_letters() -> None:
    assert without_separators(None) == ""
