"""Static files: which are collected, and their hashed names; plain names in a checkout that never collected them."""

from django.contrib.staticfiles.apps import StaticFilesConfig
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(StaticFilesConfig):
    """Leaves out what packages bring along and no page of ours loads."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "redoc", "rest_framework"]


class CollectedStaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Names with a hash of their content, so that browsers keep them for ever; plain names while there are none."""

    def stored_name(self, name: str) -> str:
        """The name in the folder of collected files."""
        # No list of hashed names: `manage.py runserver` of a plain checkout, which would else answer nothing but 500.
        stored: str = super().stored_name(name) if self.hashed_files else name
        return stored
