"""``lookthrough notices``: tell officers what is new on their desks, in the app and by mail."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from zoneinfo import ZoneInfo

import click

from lookthrough.cli.output import answer, json_option, say
from lookthrough.cli.store import open_store

SHANGHAI = ZoneInfo("Asia/Shanghai")


@click.group()
def notices() -> None:
    """Notices to officers, in the app and by mail."""


@notices.command()
@json_option
def send(as_json: bool) -> None:
    """Tell what is new and hand over the mails that are due; run again it tells and sends nothing twice.

    Example: lookthrough notices send
    """
    open_store()
    from lookthrough.desk import noticing, posting

    now = datetime.now(SHANGHAI)
    told = noticing.tell_all(at=now, today=now.date())
    posted = posting.post(at=now)
    if not posted.is_set_up:
        say("未设置发信服务器（LOOKTHROUGH_MAIL），只在系统内提醒 / no mail server is set up, notices stay in the app")
    answer({"told": told, **asdict(posted)}, as_json=as_json)


@notices.command()
@click.option("--unsure", is_flag=True, help="Also those that may have gone out: the process died, or the server fell silent, meanwhile.")
@json_option
def retry(unsure: bool, as_json: bool) -> None:
    """Put mails that were given up back in line, for instance when the mail server works again.

    Example: lookthrough notices retry && lookthrough notices send
    """
    open_store()
    from lookthrough.desk import posting

    answer({"back_in_line": posting.retry(at=datetime.now(SHANGHAI), unsure=unsure)}, as_json=as_json)
