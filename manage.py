#!/usr/bin/env python3
"""Django's command line for VoltWay."""

import os
import sys

from django.core.management import execute_from_command_line

from voltway.config import WrongSetting, load
from voltway.observability import slots

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "voltway.settings")
    try:
        # Before any metric is made: what an import counts here is told by the site's /metrics.
        slots.share(load().data_dir / "metrics")
        execute_from_command_line(sys.argv)
    except WrongSetting as error:
        sys.exit(str(error))
