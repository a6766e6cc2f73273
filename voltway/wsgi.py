"""WSGI entry point for application servers."""

import os
import sys
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from voltway.caches import MEGABYTE
from voltway.config import WrongSetting
from voltway.lib import process_memory

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "voltway.settings")
try:
    application = get_wsgi_application()
except WrongSetting as error:
    sys.exit(str(error))
process_memory.watch(settings.CONFIG.memory_threshold_mb * MEGABYTE)
# Once the settings are there; pages are answered meanwhile.
import_module("stations.search.gazetteer").read_aside()
