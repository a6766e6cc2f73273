"""docs/settings.md lists every setting and every check, and no others."""

import re
from pathlib import Path

import pytest

from voltway.config import ROOT, Config, variable

PAGE = (ROOT / "docs/settings.md").read_text()
CHECKS = Path(ROOT / "voltway/checks.py").read_text()
LISTED = dict(re.findall(r"^\| `([A-Z_]+)` \| (.+?) \|", PAGE, flags=re.MULTILINE))


def test_every_setting_is_listed_once_in_the_order_of_the_code() -> None:
    assert list(LISTED) == [variable(field) for field in Config.model_fields]
    assert len(re.findall(r"^\| `[A-Z_]+` \|", PAGE, flags=re.MULTILINE)) == len(LISTED)


@pytest.mark.parametrize("field", [name for name in Config.model_fields if name not in ("data_dir", "secret_key")])
def test_the_default_is_the_one_of_the_code(field: str) -> None:
    default, listed = Config.model_fields[field].default, LISTED[variable(field)]
    if default is None:
        assert listed == "none"
    elif default == "":
        assert listed == "empty"
    elif str(default).startswith("https://tiles.openfreemap.org/styles/"):
        assert listed == f"OpenFreeMap's {default.rsplit('/', 1)[1].capitalize()}"
    else:
        assert listed == f"`{str(default).lower() if isinstance(default, bool) else default}`"


def test_every_check_is_listed() -> None:
    ids = re.findall(r'"(voltway\.[EW]\d{3})"', CHECKS)
    assert sorted(re.findall(r"^\| `(voltway\.[EW]\d{3})` \|", PAGE, flags=re.MULTILINE)) == sorted(set(ids))
