"""The data's version: asked for once while one answer is made."""

from typing import Any

import pytest
from django.db import transaction

from stations.documents import catalogue
from stations.models import DataVersion


@pytest.mark.django_db
def test_one_answer_asks_once_and_stays_with_what_it_was_told(django_assert_num_queries: Any) -> None:
    DataVersion.bump(data=True)
    with catalogue.of_one_moment(), django_assert_num_queries(1):
        assert catalogue.versions() == catalogue.versions()
    with django_assert_num_queries(2):
        assert catalogue.versions() == catalogue.versions()


@pytest.mark.django_db(transaction=True)
def test_an_answer_that_moves_the_version_on_sees_the_new_one() -> None:
    with catalogue.of_one_moment():
        before = catalogue.versions()
        with transaction.atomic():
            DataVersion.bump(data=True)
        assert catalogue.versions()[0] > before[0]
