"""Where a web server finds the doors."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lookthrough.project.settings")
application = get_wsgi_application()
