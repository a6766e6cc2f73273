"""What the API answers to random cases is what its document tells; `./dev test api --full` sends thousands."""

import pytest

from tests.api.cases import ask, each_of
from tests.api.site import a_site

# With 35 operations some 400 cases: a part of a minute.
EACH = 10


@pytest.mark.sqlite
def test_the_api_answers_as_its_document_says() -> None:
    with a_site() as site:
        outcome = ask(site, seed=1, each=EACH)
    assert outcome.wrong == 0, outcome.words
    assert outcome.operations > 10
    assert outcome.cases >= outcome.operations


@pytest.mark.parametrize(("cases", "operations", "each"), [(5_000, 36, 139), (36, 36, 1), (37, 36, 2)])
def test_all_operations_together_get_at_least_so_many_cases(cases: int, operations: int, each: int) -> None:
    assert each_of(cases, operations) == each
    assert each * operations >= cases
