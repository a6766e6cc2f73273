#!/usr/bin/env python3
"""Django's command line for VoltWay."""

import os
import sys

from django.core.management import execute_from_command_line

from voltway.config import WrongSetting

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "voltway.settings")
    try:
        execute_from_command_line(sys.argv)
    except WrongSetting as error:
        sys.exit(str(error))
