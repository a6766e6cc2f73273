"""What the OpenAPI document says of keys."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension

from accounts.api.authentication import ApiKeyAuthentication


class _Described(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """The two headers in the OpenAPI document."""

    target_class = ApiKeyAuthentication
    name = ["ApiKey", "Bearer"]

    def get_security_requirement(self, auto_schema: Any) -> list[dict[str, Any]]:
        either: list[dict[str, Any]] = [{name: []} for name in self.name]
        return [*either, {}] if getattr(auto_schema.view, "open_to_all", True) else either

    def get_security_definition(self, auto_schema: Any) -> list[dict[str, Any]]:
        words = "A key that you made at /accounts/keys/. "
        return [
            {"type": "apiKey", "in": "header", "name": "X-Api-Key", "description": words},
            {"type": "http", "scheme": "bearer", "description": f"{words}The same as `X-Api-Key`."},
        ]
