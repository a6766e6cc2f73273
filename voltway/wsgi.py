"""WSGI entry point for application servers."""

import os
import sys
from importlib import import_module
from threading import Thread

import django
from django.conf import settings

from voltway.caches import MEGABYTE
from voltway.config import WrongSetting, load
from voltway.lib import process_memory
from voltway.observability import slots

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "voltway.settings")
try:
    # Before any metric is made: all workers count together.
    slots.share(load().data_dir / "metrics")
    django.setup(set_prefix=False)
except WrongSetting as error:
    sys.exit(str(error))
application = import_module("voltway.early").Application()
process_memory.watch(settings.CONFIG.memory_threshold_mb * MEGABYTE)
import_module("accounts.usage").keep_flushing()
import_module("analytics.events.recording").begin()
# Once the settings are there; pages are answered meanwhile.
import_module("stations.search.gazetteer").read_aside()
# The first look at health would wait for all modules of sources.
Thread(target=import_module("stations.sources.registry").all_feeds, name="feeds", daemon=True).start()
