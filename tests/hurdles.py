"""What axe finds on a page in the browser: what keeps people with disabilities out."""

import json
from typing import Any

from playwright.sync_api import Page


def hurdles(page: Page, axe: str, *rules: str, within: Any = None) -> list[list[str]]:
    """Each rule that is broken with the first place where it is: of all rules or of some, anywhere or `within`.

    Style sheets that axe would load itself, against the page's policy, are left alone.
    """
    options = {"preload": False} | ({"runOnly": list(rules)} if rules else {})
    where = json.dumps(within) if within else "document"
    told = "found.violations.map(one => [one.id, one.nodes[0].html])"
    found: list[list[str]] = page.evaluate(f"{axe}; axe.run({where}, {json.dumps(options)}).then(found => {told})")
    return found
