"""The OWASP top ten (2021), A05 to A10: how the console is set up, kept and watched; each test names its item."""

from __future__ import annotations

import ast
import json
import logging
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from alert_builders import NOW, People
from lookthrough.audit import queries as trail
from lookthrough.offices.models import Officer
from lookthrough.risk.models import Alert

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "lookthrough"
Door = Callable[[str], Client]


def test_a05_every_answer_carries_the_headers_that_close_it(sign_in: Door, people: People) -> None:
    head = sign_in("head")
    for path in ("/", "/alerts/", "/login/", "/nowhere/", "/health/", "/answer/", "/static/console/console.css"):
        response = head.get(path)
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "*" not in policy
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "frame-ancestors 'none'" in policy
        assert response.headers["Referrer-Policy"] == "same-origin"
        assert "camera=()" in response.headers["Permissions-Policy"]
        if not path.startswith("/static/"):
            assert response.headers["X-Frame-Options"] == "DENY"
            assert "no-store" in response.headers["Cache-Control"], path


def test_a05_nothing_is_on_that_nobody_needs(db: None, client: Client) -> None:
    assert not settings.DEBUG
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
    for path in ("/admin/", "/.git/config", "/.env", "/static/../settings.py", "/static/", "/debug/", "/api/", "/server-status"):
        assert client.get(path).status_code == 404, path
    for method in ("TRACE", "DELETE", "PATCH"):  # PUT is a POST to Django, with the same token
        assert client.generic(method, "/login/").status_code in (403, 405), method


def test_a05_django_itself_finds_nothing_to_deploy_better(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LOOKTHROUGH_", "DJANGO_"))}
    surroundings = kept | {"LOOKTHROUGH_HOME": str(tmp_path), "LOOKTHROUGH_ORIGIN": "https://console.example.gov.cn"}
    code = "from lookthrough.cli.main import main; main()"
    call = [sys.executable, "-c", code, "manage", "check", "--deploy"]
    done = subprocess.run(call, env=surroundings, capture_output=True, text=True, check=False)
    warned = set(re.findall(r"\((\w+\.W\d+)\)", done.stdout + done.stderr))
    # other names below ours and browsers' own lists of https sites are the office's to decide
    assert warned <= {"security.W005", "security.W021"}, done.stderr


def test_a05_nobody_is_there_before_somebody_is_appointed(db: None) -> None:
    assert Officer.objects.count() == 0
    assert (
        not any(field.name == "is_superuser" for field in Officer._meta.get_fields())
        or not Officer.objects.filter(is_superuser=True).exists()
    )


def test_a06_what_is_installed_is_what_was_tested() -> None:
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    outside = [one for one in lock["package"] if "registry" in one["source"]]
    assert len(outside) > 50
    for package in outside:
        files = [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]
        assert files, package["name"]
        assert all(one["hash"].startswith("sha256:") for one in files), package["name"]
    npm = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    assert all("integrity" in one for path, one in npm["packages"].items() if path)
    bootstrap = (ROOT / "script" / "bootstrap").read_text(encoding="utf-8")
    assert "sync --quiet --frozen" in bootstrap
    assert "ci --silent" in bootstrap
    assert "--ignore-scripts" in bootstrap


def test_a07_a_session_id_from_before_sign_in_is_worth_nothing_after_it(people: People) -> None:
    officer = Officer.objects.get(username="west")
    officer.set_password("a long enough password")
    officer.save()
    client = Client()
    client.get(reverse("console:login"))
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    client.post(reverse("console:login"), {"username": "west", "password": "a long enough password"})
    given = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert given != "a" * 32
    client.post(reverse("console:logout"))
    client.cookies[settings.SESSION_COOKIE_NAME] = given
    assert client.get(reverse("console:alerts")).status_code == 302


def test_a07_sessions_end_and_weak_passwords_are_refused() -> None:
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    assert settings.SESSION_COOKIE_AGE <= 24 * 3600
    assert settings.SESSION_EXPIRE_AT_BROWSER_CLOSE
    for weak in ("short", "administrator", "123456789012"):
        with pytest.raises(ValidationError):
            validate_password(weak)


def test_a08_one_changed_byte_of_the_trail_is_found(people: People) -> None:
    from lookthrough.audit.models import Entry
    from lookthrough.audit.operations import record

    record(actor="x", action="read", object_type="t", object_id="1", purpose="p", at=NOW)
    assert trail.verify().sound
    Entry.objects.filter(number=1).update(purpose="q")
    assert trail.verify().broken_at == 1


def test_a08_nothing_is_read_back_that_could_run() -> None:
    """No pickle, no marshal, no yaml that makes objects; sessions are JSON."""
    runs = {"pickle", "marshal", "shelve", "dill", "joblib"}
    imported = {path.name: names & runs for path in SOURCE.rglob("*.py") if (names := imports(path)) & runs}
    assert imported == {}
    assert settings.SESSION_SERIALIZER.endswith("JSONSerializer")
    unsafe = re.compile(r"yaml\.(unsafe_load|full_load)\(|Loader=(yaml\.)?(Unsafe|Full)?Loader")
    found = [path.name for path in SOURCE.rglob("*.py") if unsafe.search(path.read_text(encoding="utf-8"))]
    assert found == []


def imports(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    whole = {alias.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return whole | {
        node.module.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module and not node.level
    }


def test_a09_what_was_searched_for_and_who_it_was_stand_in_no_log(sign_in: Door, people: People, caplog: pytest.LogCaptureFixture) -> None:
    head = sign_in("head")
    with caplog.at_level(logging.DEBUG, logger="django"), caplog.at_level(logging.DEBUG, logger="axes"):
        head.get("/firms/?text=张三丰密")
        head.get("/nowhere/?text=张三丰密")
        Client().post("/login/", {"username": "张三丰密", "password": "张三丰密密码"})
    loud = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert "张三丰密" not in " ".join(record.getMessage() for record in loud)


def test_a09_reading_and_deciding_leave_an_entry(sign_in: Door, people: People) -> None:
    before = trail.entries()[1]
    city = sign_in("city")
    city.post(reverse("console:assign"), {"alert": Alert.objects.get(subject_id="I1").pk})
    assert trail.entries()[1] > before


def test_a10_nothing_fetches_an_address_that_somebody_sends() -> None:
    """The program opens no connection but to its own database and the mail server of its settings; the bench asks the console it serves."""
    fetching = {"requests", "httpx", "aiohttp", "urllib3", "http", "ftplib", "smtplib", "telnetlib", "paramiko", "websockets", "pycurl"}
    found = {str(path.relative_to(SOURCE)): names & fetching for path in SOURCE.rglob("*.py") if (names := imports(path)) & fetching}
    assert found == {"desk/letters.py": {"smtplib"}, "cli/bench_cases_at_work.py": {"http"}}
    letters, bench = ((SOURCE / path).read_text(encoding="utf-8") for path in sorted(found, reverse=True))
    assert set(re.findall(r"smtplib\.(\w+)", letters)) == {"SMTPRecipientsRefused", "SMTPResponseException", "SMTPException"}
    assert 'HOST = "127.0.0.1"' in bench
    assert re.findall(r"HTTPConnection\((\w+)", bench) == ["HOST"]
    opened = re.compile(r"urlopen|urlretrieve|urllib\.request|socket\.create_connection|httpfs|(?<!_)INSTALL \\w")
    assert [path.name for path in SOURCE.rglob("*.py") if opened.search(path.read_text(encoding="utf-8"))] == []


def test_a10_no_page_leads_a_browser_elsewhere() -> None:
    pages = list(SOURCE.rglob("*.html"))
    outside = re.compile(r"""(?:src|href|action)=["'](?:https?:)?//""")
    assert [path.name for path in pages if outside.search(path.read_text(encoding="utf-8"))] == []
