"""What the surroundings decide: the data directory, the signing key, the database and the address officers use."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

MAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


def usual_home(checkout: Path) -> Path:
    """Return where data are kept if nobody says: in the checkout, or where programs of this user keep theirs."""
    if (checkout / "pyproject.toml").is_file():
        return checkout / "var"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "lookthrough"


def home(*, default: Path) -> Path:
    """Return the data directory, made private to its owner when it does not exist yet."""
    directory = Path(os.environ.get("LOOKTHROUGH_HOME") or default).expanduser().resolve()
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    return directory


def secret_key(directory: Path) -> str:
    """Return the signing key: from the environment, else the one kept in the data directory, made on first use."""
    if given := os.environ.get("LOOKTHROUGH_SECRET"):
        return given
    file = directory / "secret-key"
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
            new.write(secrets.token_urlsafe(64))
    except FileExistsError:
        pass
    return file.read_text()


def database(directory: Path) -> dict[str, Any]:
    """Return Django's database settings: SQLite made safe for several processes, or PostgreSQL from its address."""
    if address := os.environ.get("LOOKTHROUGH_DATABASE"):
        return _postgresql(urlsplit(address))
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": directory / "db.sqlite3",
        "CONN_MAX_AGE": 600,
        "OPTIONS": {
            # IMMEDIATE: a transaction that will write waits for its turn at the start instead of failing half-way
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-32000;",
        },
    }


def _postgresql(address: SplitResult) -> dict[str, Any]:
    if address.scheme not in ("postgresql", "postgres"):
        raise ValueError(f"LOOKTHROUGH_DATABASE: {address.scheme!r} is not postgresql://")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(address.path.lstrip("/")),
        "USER": unquote(address.username or ""),
        "PASSWORD": unquote(address.password or ""),
        "HOST": _host(address),
        "PORT": str(address.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # Pages ask many short questions: compiling one takes longer than answering it; and stores lie on SSDs
        "OPTIONS": {"options": "-c jit=off -c random_page_cost=1.1 -c work_mem=16MB"},
    }


def _host(address: SplitResult) -> str:
    """Return the host, or the folder of a socket written as ``%2Frun%2Fpostgresql`` (whose case counts)."""
    host = unquote(address.netloc.rpartition("@")[2])
    return host if host.startswith("/") else address.hostname or ""


def origin() -> str | None:
    """Return the https address officers use, or nothing when only this machine is served."""
    address = os.environ.get("LOOKTHROUGH_ORIGIN", "").rstrip("/")
    if address and not (address.startswith("https://") and urlsplit(address).hostname):
        raise ValueError("LOOKTHROUGH_ORIGIN must be an https:// address; without it only this machine is answered")
    return address or None


def hosts(address: str | None) -> list[str]:
    """Return the host names that are answered."""
    return [*LOOPBACK, *([urlsplit(address).hostname or ""] if address else [])]


def second_factor(address: str | None) -> str:
    """Return ``required`` or ``offered``: a second factor is required where officers come over the network, unless told otherwise."""
    said = os.environ.get("LOOKTHROUGH_SECOND_FACTOR") or ("required" if address else "offered")
    if said not in ("required", "offered"):
        raise ValueError(f"LOOKTHROUGH_SECOND_FACTOR: {said!r} is neither required nor offered")
    return said


def whole_number(name: str, *, default: int, least: int, most: int) -> int:
    """Return a whole number from the surroundings, within its bounds."""
    said = os.environ.get(name) or str(default)
    if not said.isdecimal() or not least <= int(said) <= most:
        raise ValueError(f"{name}: {said!r} is no whole number from {least} to {most}")
    return int(said)


def mail() -> dict[str, Any]:
    """Return Django's settings of the server that mails are handed to; without one none leaves."""
    address = urlsplit(os.environ.get("LOOKTHROUGH_MAIL", ""))
    sender = os.environ.get("LOOKTHROUGH_MAIL_FROM", "")
    if address.geturl() and (address.scheme not in MAIL_PORTS or not address.hostname or "@" not in sender):
        raise ValueError("LOOKTHROUGH_MAIL must be smtp://, smtp+tls:// or smtps:// with a host, and LOOKTHROUGH_MAIL_FROM an address")
    return {
        "EMAIL_HOST": address.hostname or "",
        "EMAIL_PORT": address.port or MAIL_PORTS.get(address.scheme, 25),
        "EMAIL_HOST_USER": unquote(address.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(address.password or ""),
        "EMAIL_USE_TLS": address.scheme == "smtp+tls",
        "EMAIL_USE_SSL": address.scheme == "smtps",
        "DEFAULT_FROM_EMAIL": sender,
    }
