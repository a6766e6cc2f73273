"""WSGI entry point for application servers."""

import os
import sys
from importlib import import_module

from django.core.wsgi import get_wsgi_application

from voltway.config import WrongSetting

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "voltway.settings")
try:
    application = get_wsgi_application()
except WrongSetting as error:
    sys.exit(str(error))
# Once the settings are there; pages are answered meanwhile.
import_module("stations.search.gazetteer").read_aside()
