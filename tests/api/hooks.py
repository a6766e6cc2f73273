"""What schemathesis is told beside the document: a parameter without a value is as one that is not given.

Forms send their empty fields, and pages and API read the same parameters (docs/api/README.md). A type can't say so.
"""

from typing import Any
from urllib.parse import parse_qsl, urlencode

import schemathesis


@schemathesis.hook
def filter_case(context: Any, case: Any) -> bool:
    """Whether every parameter of a case has a value, as it is sent."""
    sent = urlencode(case.as_transport_kwargs().get("params") or {}, doseq=True)
    return all(value for _name, value in parse_qsl(sent, keep_blank_values=True))
