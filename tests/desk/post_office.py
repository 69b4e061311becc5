"""A mail server on this machine that speaks SMTP, keeps what comes, and refuses when told to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


class PostOffice:
    """Takes mails; ``refuse`` is what it answers instead, such as ``451 try later``."""

    def __init__(self) -> None:
        self.mails: list[tuple[list[str], EmailMessage]] = []
        self.refuse = ""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - the server's name for it
        """Keep a mail, or refuse it."""
        if self.refuse:
            return self.refuse
        self.mails.append((list(envelope.rcpt_tos), message_from_bytes(envelope.content, policy=policy.default)))  # type: ignore[arg-type]
        return "250 taken"

    def text(self, place: int = -1) -> str:
        """Return what a mail says."""
        return str(self.mails[place][1].get_content())


class Door(Controller):
    """A server on a port that the machine chooses."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def open_office(settings: Any) -> Iterator[PostOffice]:
    """Open a post office and have the console hand its mails over there."""
    office = PostOffice()
    door = Door(office, hostname="127.0.0.1", port=0)
    door.start()
    try:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", door.port
        settings.DEFAULT_FROM_EMAIL, settings.ORIGIN = "lookthrough@office.example", "https://console.example"
        yield office
    finally:
        door.stop()
