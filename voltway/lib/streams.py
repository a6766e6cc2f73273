"""Opening input files for parsers: compressed or not, in whatever encoding, as a stream that never fills memory."""

from __future__ import annotations

import codecs
import io
from collections.abc import Buffer
