"""What a mail says: kinds, numbers and links; no name, no firm, no sum. And its way to the mail server."""

from __future__ import annotations

import smtplib
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.message import BadHeaderError
from django.urls import reverse

from lookthrough.desk.models import Letter, Notice
from lookthrough.desk.notice_kinds import KINDS
from lookthrough.desk.work_item import TITLES

_SUBJECT = "穿透：{n} 条新提醒 / Lookthrough: {n} new notice(s)"
_HEAD = (
    "您有 {n} 条新提醒，请登录查看。邮件不含案情。\n"
    "You have {n} new notice(s). Please sign in to read them; this mail says nothing of the matter.\n"
)
_FOOT = "收到的种类可在“我的提醒”中更改。\nChoose what you are told under “my notices”: {address}\n"
_CODE = (
    "验证码 / code: {code}\n\n30 分钟内在“我的提醒”中填写，邮件提醒即发到本地址。若非本人操作，请忽略。\n"
    "Enter it under “my notices” within 30 minutes. If you did not ask for it, ignore this mail.\n"
)


def notice_mail(*, to: str, letter: Letter, notices: Iterable[Notice]) -> EmailMessage:
    """Return the mail of a letter; sent again by a person it carries the same message number, by which servers know it again."""
    lines = [_line(one) for one in notices]
    body = "\n".join([_HEAD.format(n=len(lines)), *lines, "", _FOOT.format(address=_address(reverse("console:notices")))])
    return _mail(to, _SUBJECT.format(n=len(lines)), body, f"<notice-{letter.pk}-{letter.made_at:%Y%m%d%H%M%S}@{_host()}>")


def code_mail(*, to: str, code: str) -> EmailMessage:
    """Return the mail that brings a code to an address."""
    return _mail(to, "穿透：邮箱验证码 / Lookthrough: confirm your address", _CODE.format(code=code), "")


@dataclass(frozen=True, slots=True)
class HandedOver:
    """How handing a mail over went: nothing, or what went wrong; and whether it is certain that nobody took it."""

    trouble: str = ""
    may_be_sent: bool = False


def hand_over(mail: EmailMessage) -> HandedOver:
    """Hand a mail to the server; trouble is told as kind and code: what a server writes may hold the address."""
    server = get_connection(timeout=settings.EMAIL_TIMEOUT)
    try:
        server.open()
        mail.connection = server
    except (OSError, smtplib.SMTPException) as trouble:
        return HandedOver(_told(trouble))
    try:
        mail.send(fail_silently=False)
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException, BadHeaderError, UnicodeError) as refused:
        return HandedOver(_told(refused))
    except (OSError, smtplib.SMTPException) as trouble:  # the server fell silent: it may have taken the mail before
        return HandedOver(_told(trouble), may_be_sent=True)
    finally:
        server.close()
    return HandedOver()


def _told(trouble: Exception) -> str:
    if isinstance(trouble, smtplib.SMTPRecipientsRefused):
        codes = sorted({code for code, _said in trouble.recipients.values()})
        return f"SMTPRecipientsRefused {' '.join(map(str, codes))}".strip()
    if isinstance(trouble, smtplib.SMTPResponseException):
        return f"{type(trouble).__name__} {trouble.smtp_code}"
    return type(trouble).__name__


def _line(one: Notice) -> str:
    kind, source = KINDS[one.kind], TITLES[one.source]
    link = _address(reverse("console:notice", args=[one.pk]))
    return f"· {kind.zh} / {kind.en}\n  {source.zh} {one.number} / {source.en} {one.number}\n  {link}\n"


def _mail(to: str, subject: str, body: str, message_id: str) -> EmailMessage:
    headers = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"} | ({"Message-ID": message_id} if message_id else {})
    return EmailMessage(subject=subject, body=body, from_email=settings.DEFAULT_FROM_EMAIL, to=[to], headers=headers)


def _address(path: str) -> str:
    """Return an address a mail can lead to; without one of the office, that of this machine."""
    return f"{settings.ORIGIN or 'http://localhost:8000'}{path}"


def _host() -> str:
    return urlsplit(settings.ORIGIN or "").hostname or "localhost"
