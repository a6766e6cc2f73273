"""What every operation may answer: because of keys and limits (docs/api/README.md), or of a fault of ours."""

from typing import Any

Document = dict[str, Any]

_MEDIA = "application/problem+json"
_PROBLEM = {"$ref": "#/components/schemas/Problem"}


def _refusal(words: str, slug: str, title: str, status: int, detail: str, **more: Any) -> Document:
    example = {"type": f"/problems/{slug}", "title": title, "status": status, "detail": detail, **more}
    shown = {"schema": _PROBLEM, "examples": {"Example": {"value": example}}}
    return {"description": words, "content": {_MEDIA: shown}}


def _header(words: str, example: str) -> Document:
    return {"description": words, "schema": {"type": "string"}, "example": example}


_LEFT = {
    "Retry-After": _header("Seconds until it may be asked again.", "42"),
    "RateLimit-Policy": _header("Each limit: how many in how many seconds.", '"minute";q=60;w=60, "day";q=100;w=86400'),
    "RateLimit": _header("What is left of each, for how many seconds.", '"minute";r=0;t=42, "day";r=87;t=31542'),
    "X-RateLimit-Limit": _header("The limit that was passed.", "60"),
    "X-RateLimit-Remaining": _header("What is left of it.", "0"),
    "X-RateLimit-Reset": _header("When it begins anew: a Unix time.", "1795478460"),
}
_UNKNOWN_KEY = "This key is not known here, has expired or was revoked."
_SMALL = "Pages of 100 stations at most; /pricing/ has plans with larger ones."
_REFUSALS: dict[str, Document] = {
    "401": _refusal("The key is no good.", "not-signed-in", "This needs a key or a log-in", 401, _UNKNOWN_KEY),
    "403": _refusal(
        "The key lacks the scope, or its owner's plan gives less.", "not-in-plan", "The plan does not give this", 403,
        _SMALL, most=100,
    ),
    "429": _refusal(
        "A limit was passed.", "too-many-requests", "Too many requests", 429, "More than 60 requests in a minute."
    ) | {"headers": _LEFT},
    "500": _refusal(
        "Something failed on our side; `request_id` names it for whoever looks into it.", "internal-error",
        "Something went wrong on our side", 500, "", request_id="5f0c1b7e9a3d4c6f8e2b1a0d9c7f6e5d",
    ),
}  # fmt: skip


def add_refusals(result: Document, **_: Any) -> Document:
    """A post-processing hook of drf-spectacular; what an operation says itself goes before."""
    for operations in result["paths"].values():
        for operation in operations.values():
            answers, ways_in = operation["responses"], operation.setdefault("security", [{}])
            for status, refusal in _REFUSALS.items():
                # Some look at no key.
                if status in ("429", "500") or ways_in != [{}]:
                    answers.setdefault(status, refusal)
            answers["429"].setdefault("headers", _LEFT)
    return result
