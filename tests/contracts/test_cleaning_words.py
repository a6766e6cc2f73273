"""Whatever cleaning tells of is called something on the pages of quality."""

import re
from pathlib import Path

from analytics.quality import cleaning_words

DOCS = Path(__file__).parents[2] / "docs" / "cleaning.md"


def test_every_kind_that_is_written_down_has_words_and_no_other() -> None:
    rules = DOCS.read_text().split("## What the files gave")[0]
    rows = re.findall(r"^\| (`[^|]*`) \|", rules, re.MULTILINE)
    kinds = {kind for row in rows for kind in re.findall(r"`(\w+)`", row)}
    assert len(kinds) > 50
    assert set(cleaning_words._WORDS) == kinds


def test_what_has_no_words_is_told_as_it_is() -> None:
    assert cleaning_words.words_of("fuel CNG") == "fuel CNG"
    assert cleaning_words.words_of("null_island") == "The position is 0, 0"
