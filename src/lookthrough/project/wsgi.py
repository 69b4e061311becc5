"""Where a web server finds the doors."""

from __future__ import annotations

import os
from threading import Thread

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lookthrough.project.settings")
application = get_wsgi_application()


def _load_readings() -> None:
    from lookthrough.registry.search_pinyin import load

    load()


Thread(target=_load_readings, name="readings", daemon=True).start()  # the server answers meanwhile
