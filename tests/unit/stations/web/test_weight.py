"""Pages stay usable on one bar of signal, and no module or icon that they ask for is missing."""

import gzip
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
STATIC = ROOT / "static"
LIMIT = 60_000


def own_files() -> list[Path]:
    return sorted([*STATIC.glob("css/**/*.css"), *STATIC.glob("js/**/*.js"), *STATIC.glob("icons/*.svg")])


def test_own_styles_scripts_and_icons_are_below_60_kb_compressed() -> None:
    assert len(own_files()) > 10
    assert sum(len(gzip.compress(path.read_bytes())) for path in own_files()) < LIMIT


def test_import_map_names_every_module_that_is_imported() -> None:
    imports = (ROOT / "templates/components/imports.html").read_text()
    named = set(re.findall(r'"([\w/-]+)": "{% static', imports))
    used = {
        name
        for path in STATIC.glob("js/**/*.js")
        for name in re.findall(r'(?:from|import) ?\(?"([^"]+)"', path.read_text())
    }
    assert used == named


def test_icons_that_templates_use_are_drawn() -> None:
    sprite = (STATIC / "icons/sprite.svg").read_text()
    used = {
        name
        for path in (ROOT / "templates").rglob("*.html")
        for name in re.findall(r'icon\.html" with name="([\w-]+)"', path.read_text())
    }
    assert used
    assert used <= set(re.findall(r'id="([\w-]+)"', sprite))
