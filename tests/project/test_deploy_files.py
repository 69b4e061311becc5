"""The files of the deployment page do what the page says: tried with the programs that read them, where these are installed."""

from __future__ import annotations

import configparser
import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import prepared

DEPLOY = Path(__file__).resolve().parents[2] / "docs" / "deploy"
UNITS = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")])
SERVICES = [path for path in UNITS if path.name in ("lookthrough.service", "lookthrough-cycle.service", "lookthrough-backup.service")]
NAME = "console.example.gov.cn"


def unit(path: Path) -> configparser.RawConfigParser:
    found = configparser.RawConfigParser(strict=False, delimiters=("=",), comment_prefixes=("#",))
    found.optionxform = str  # type: ignore[assignment,method-assign]
    found.read(path)
    return found


def installed(program: str) -> str:
    found = shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin")
    if not found:
        pytest.skip(f"{program} is not installed")
    return found


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_a_service_has_nothing_of_the_machine_but_its_own_data(path: Path) -> None:
    service = unit(path)["Service"]
    for name in ("NoNewPrivileges", "PrivateTmp", "PrivateDevices", "ProtectHome", "RestrictSUIDSGID", "LockPersonality"):
        assert service[name] == "yes", name
    assert (service["ProtectSystem"], service["UMask"], service["User"]) == ("strict", "0077", "lookthrough")
    assert (service["StateDirectoryMode"], service["CapabilityBoundingSet"]) == ("0700", "")
    assert (service["IPAddressDeny"], service["IPAddressAllow"]) == ("any", "localhost")


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_a_service_calls_a_command_that_exists(path: Path) -> None:
    words = unit(path)["Service"]["ExecStart"].split()
    options = [word for word in words[2:] if word.startswith("--")]
    helped = subprocess.run(
        [sys.executable, "-c", "from lookthrough.cli.main import main; main()", words[1], "--help"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert [option for option in options if option not in helped] == []


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_systemd_understands_each_unit(path: Path, tmp_path: Path) -> None:
    analyze = installed("systemd-analyze")
    for one in UNITS:  # the programs are not installed here; everything else is judged as it stands
        text = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", one.read_text(encoding="utf-8"), flags=re.M)
        (tmp_path / one.name).write_text(re.sub(r"^Documentation=.*\n", "", text, flags=re.M), encoding="utf-8")
    name = path.name.replace("@.", "@x.")
    if name != path.name:
        (tmp_path / name).symlink_to(tmp_path / path.name)
    done = subprocess.run([analyze, "verify", "--man=no", tmp_path / name], capture_output=True, text=True, check=False)
    ours = [line for line in (done.stdout + done.stderr).splitlines() if "lookthrough" in line]
    assert ours == []


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_systemd_finds_a_service_well_closed(path: Path) -> None:
    analyze = installed("systemd-analyze")
    done = subprocess.run(
        [analyze, "security", "--offline=yes", "--threshold=20", "--no-pager", path], capture_output=True, text=True, check=False
    )
    if "unrecognized option" in done.stderr or "Unknown" in done.stderr:
        pytest.skip("this systemd-analyze judges no files")
    assert done.returncode == 0, done.stdout.splitlines()[-1:] or done.stderr


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """A certificate that nobody vouches for."""
    key, found = tmp_path / "key.pem", tmp_path / "certificate.pem"
    call = [installed("openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}"]
    subprocess.run([*call, "-keyout", key, "-out", found], check=True, capture_output=True)
    return found, key


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found: int = probe.getsockname()[1]
        return found


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(1200):  # two minutes, on a busy machine
        if answers(port):
            return
        assert process.poll() is None, "it ended"
        time.sleep(0.1)
    raise AssertionError("it does not answer")


@pytest.fixture
def console(tmp_path: Path) -> Iterator[int]:
    """The console as it runs behind a proxy; its port."""
    port, home = free_port(), tmp_path / "home"
    prepared.furnish(home)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LOOKTHROUGH_", "DJANGO_"))}
    surroundings = kept | {"LOOKTHROUGH_HOME": str(home), "LOOKTHROUGH_ORIGIN": f"https://{NAME}"}
    call = [sys.executable, "-c", "from lookthrough.cli.main import main; main()", "serve", "--port", str(port), "--workers", "1"]
    with subprocess.Popen(call, env=surroundings, stderr=subprocess.DEVNULL) as server:
        try:
            wait_for(port, server)
            yield port
        finally:
            server.terminate()


@pytest.fixture
def behind_nginx(console: int, certificate: tuple[Path, Path], tmp_path: Path) -> Iterator[tuple[int, int]]:
    """The example for nginx, with ports and places of this test and nothing else changed; its ports for http and https."""
    nginx, plain, safe = installed("nginx"), free_port(), free_port()
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    changes = {
        "127.0.0.1:8000": f"127.0.0.1:{console}", "/etc/lookthrough/tls": str(certificate[0].parent), "/var/log/nginx": str(tmp_path),
        "listen 80;": f"listen 127.0.0.1:{plain};", "listen 443 ssl": f"listen 127.0.0.1:{safe} ssl",
        "    listen [::]:80;\n": "", "    listen [::]:443 ssl http2;\n": "",
    }  # fmt: skip
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    folders = "".join(f"{kind}_temp_path {tmp_path}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    whole = f"daemon off; pid {tmp_path}/pid; error_log {tmp_path}/error.log;\nevents {{}}\nhttp {{\n{folders}{text}\n}}\n"
    (tmp_path / "nginx.conf").write_text(whole, encoding="utf-8")
    call = [nginx, "-e", str(tmp_path / "error.log"), "-c", str(tmp_path / "nginx.conf")]
    subprocess.run([*call, "-t", "-q"], check=True)
    with subprocess.Popen(call) as proxy:
        try:
            wait_for(safe, proxy)
            yield plain, safe
        finally:
            proxy.terminate()


def asked(port: int, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> http.client.HTTPResponse:
    trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    connection = http.client.HTTPSConnection("127.0.0.1", port, context=trusting, timeout=30)
    connection.request(method, path, body, {"Host": NAME, **headers})
    return connection.getresponse()


@pytest.mark.slow
def test_behind_nginx_the_console_is_reached_by_https_with_all_its_headers(behind_nginx: tuple[int, int], tmp_path: Path) -> None:
    plain, safe = behind_nginx
    connection = http.client.HTTPConnection("127.0.0.1", plain, timeout=30)
    connection.request("GET", "/alerts/", headers={"Host": NAME})
    turned = connection.getresponse()
    assert (turned.status, turned.headers["Location"]) == (301, f"https://{NAME}/alerts/")
    page = asked(safe, "/login/?next=secretword")
    assert page.status == 200
    assert page.headers.get_all("Strict-Transport-Security") == ["max-age=31536000"]
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert (page.headers["X-Frame-Options"], page.headers["X-Content-Type-Options"]) == ("DENY", "nosniff")
    assert "no-store" in page.headers["Cache-Control"]
    assert "gunicorn" not in str(page.headers)
    assert not re.search(r"nginx/\d", str(page.headers))
    cookies = page.headers.get_all("Set-Cookie") or []
    assert cookies
    assert all("Secure" in cookie and "HttpOnly" in cookie for cookie in cookies)
    assert asked(safe, "/", Host="evil.example").status in (301, 400, 404, 421)
    assert asked(safe, "/login/", "POST", b"x" * (26 << 20)).status == 413
    assert asked(safe, "/static/console/console.css", **{"Accept-Encoding": "gzip"}).headers["Content-Encoding"] == "gzip"
    assert asked(safe, "/login/", **{"Accept-Encoding": "gzip"}).headers["Content-Encoding"] is None
    assert {asked(safe, "/login/").status for _ in range(20)} == {200, 429}
    assert "secretword" not in (tmp_path / "lookthrough.log").read_text(encoding="utf-8")


def test_past_the_proxy_only_the_health_page_answers_without_https(console: int) -> None:
    for path, expected in (("/health/", 200), ("/login/", 301)):
        connection = http.client.HTTPConnection("127.0.0.1", console, timeout=30)
        connection.request("GET", path, headers={"Host": "localhost"})
        assert connection.getresponse().status == expected


def test_caddy_understands_its_file(certificate: tuple[Path, Path], tmp_path: Path) -> None:
    caddy = installed("caddy")
    text = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
    text = text.replace("/etc/lookthrough/tls", str(certificate[0].parent)).replace("/var/log/caddy", str(tmp_path))
    (tmp_path / "Caddyfile").write_text(text, encoding="utf-8")
    done = subprocess.run(
        [caddy, "validate", "--adapter", "caddyfile", "--config", tmp_path / "Caddyfile"],
        env=os.environ | {"HOME": str(tmp_path)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.splitlines()[-1]
