"""An invented office whose officers work on leads and cases through the console as it is served, over HTTP."""

from __future__ import annotations

import http.client
import random
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lookthrough.cases import case_queries, lead_operations, lead_queries
from lookthrough.offices import operations as offices
from lookthrough.offices import queries
from lookthrough.offices.roles import Role

PREFIX = "9902"
OPEN_AT_ONCE = 100  # leads that wait at the beginning
HOST = "127.0.0.1"
PROOF = "b" * 32  # stands in the cookie and in the header of each change; the server compares the two
PATIENCE = 120  # s


class Office:
    """Officers, two heads among every ten, and the leads they share; every lead is open to all, so that they meet."""

    def __init__(self, *, officers: int, port: int) -> None:
        offices.record_office(name="测试局", region_prefix=PREFIX)
        self.heads, self.officers, self.port = max(2, officers // 10), officers, port
        for place in range(officers):
            role = Role.HEAD if place < self.heads else Role.CASE_OFFICER
            offices.appoint_officer(username=f"bench-{place}", name=f"bench-{place}", office="测试局", role=role)
        self.ids = {one.username: one.officer_id for one in queries.officers()}
        self.cookies = [self._visit(place) for place in range(officers)]
        self.faults: list[str] = []
        self.numbers = [self._opened(each) for each in range(OPEN_AT_ONCE)]
        self.case_of: dict[str, str] = {}  # what the office knows by now: the case that a lead became

    def begin_the_day(self, workers: int) -> None:
        """Open each page a few times, so that every process that serves has read its templates before the clock runs."""
        draw = random.Random(0)  # noqa: S311 - generated work, no secret
        with ThreadPoolExecutor(workers) as together:
            for name in ("work", "list", "lead", "board", "case", "note", "decide", "case") * 4:
                list(together.map(lambda place, do=name: getattr(self, f"_{do}")(place, draw), range(workers)))

    def act(self, place: int, dice: float) -> tuple[str, float]:
        """Do one thing as one officer; returns what it was and when it ended."""
        draw = random.Random(dice)  # noqa: S311 - generated work, no secret
        name = draw.choices(("work", "list", "lead", "board", "case", "note", "assign", "decide"), (10, 15, 20, 5, 20, 15, 10, 5))[0]
        getattr(self, f"_{name}")(place, draw)
        return name, time.perf_counter()

    def verdict(self) -> dict[str, Any]:
        """Say whether anything was lost or doubled: each act upon a lead made one version, each lead is in one case at most."""
        head = self.ids["bench-0"]
        every = lead_queries.leads(officer_id=head, state="all", limit=1_000_000)
        files = [file for one in every if (file := lead_queries.lead(number=one.number, officer_id=head))]
        lost = sum(file.row.version - 1 - len(file.acts) for file in files)
        made = case_queries.cases(officer_id=head, state="all", limit=1_000_000)
        in_case = [one.case_number for one in every if one.state == "case"]
        return {
            "leads": len(every), "cases": len(made), "lost_updates": abs(lost), "double_cases": len(made) - len(set(in_case)),
            "faults": len(self.faults), "first_fault": self.faults[0] if self.faults else "",
        }  # fmt: skip

    def _visit(self, place: int) -> str:
        """Sign an officer in and return the cookies a browser would send."""
        from django.conf import settings
        from django.contrib.auth import get_user_model

        client = Client(headers={"host": HOST})
        client.force_login(get_user_model().objects.get(pk=self.ids[f"bench-{place}"]), backend="django.contrib.auth.backends.ModelBackend")
        return f"{settings.SESSION_COOKIE_NAME}={client.session.session_key}; {settings.CSRF_COOKIE_NAME}={PROOF}"

    def _opened(self, each: int) -> str:
        return lead_operations.open_lead(
            source="finding", title=f"测试线索{each}", text="生成的数据", subject_type="company", subject_id=f"BENCH{each}",
            subject_name=f"测试企业{each}", region_code=f"{PREFIX}01", officer_id=self.ids["bench-0"], at=timezone.now(),
        )  # fmt: skip

    def _get(self, place: int, name: str, *args: str) -> None:
        self._ask(place, "GET", name, args, wanted=200)

    def _post(self, place: int, page: str, /, *args: str, **given: object) -> str:
        return self._ask(place, "POST", page, args, wanted=302, body=urlencode(given))

    def _ask(self, place: int, method: str, name: str, args: tuple[str, ...], *, wanted: int, body: str = "") -> str:
        """Send a request, read the whole answer and return where it leads."""
        server = http.client.HTTPConnection(HOST, self.port, timeout=PATIENCE)
        try:
            headers = {"Cookie": self.cookies[place], "X-CSRFToken": PROOF, "Content-Type": "application/x-www-form-urlencoded"}
            server.request(method, reverse(f"console:{name}", args=args), body=body or None, headers=headers)
            answer = server.getresponse()
            answer.read()
            to = urlsplit(answer.headers.get("Location", "")).path
            if answer.status != wanted or to.startswith(reverse("console:login")):
                self.faults.append(f"{name}: {answer.status} {to}")
            return to
        except (OSError, http.client.HTTPException) as fault:
            self.faults.append(f"{name}: {fault!r}")
            return ""
        finally:
            server.close()

    def _work(self, place: int, draw: random.Random) -> None:
        self._get(place, "my-work")

    def _list(self, place: int, draw: random.Random) -> None:
        self._get(place, draw.choice(("leads", "cases")))

    def _lead(self, place: int, draw: random.Random) -> None:
        self._get(place, "lead", draw.choice(self.numbers))

    def _board(self, place: int, draw: random.Random) -> None:
        self._get(place, "cases-board")

    def _case(self, place: int, draw: random.Random) -> None:
        if known := list(self.case_of.values()):
            self._get(place, "case", draw.choice(known))
        else:
            self._get(place, "cases")

    def _note(self, place: int, draw: random.Random) -> None:
        self._post(place, "work-lead", draw.choice(self.numbers), "note", text="生成的备注")

    def _assign(self, place: int, draw: random.Random) -> None:
        self._post(place, "work-lead", draw.choice(self.numbers), "assign")

    def _decide(self, place: int, draw: random.Random) -> None:
        """Open a lead, propose a case, and have two heads agree at the same instant; the time of all of it counts."""
        opened = self._post(
            place,
            "open-lead",
            title="测试线索",
            text="生成的数据",
            source="finding",
            name="测试企业",
            code=f"BENCH{draw.randrange(10**9)}",
            region=f"{PREFIX}01",
        )
        number = unquote(opened).strip("/").rpartition("/")[2]
        self._post(place, "work-lead", number, "propose", kind="case", case_type="petition", title="测试案件", reason="生成的数据")
        heads = [one for one in range(self.heads) if one != place][:2]
        with ThreadPoolExecutor(2) as both:
            list(both.map(lambda head: self._post(head, "decide-lead", number, decision="agree"), heads))
        row = lead_queries.lead(number=number, officer_id=self.ids["bench-0"])
        if row and row.row.case_number:
            self.case_of[number] = row.row.case_number
        self.numbers.append(number)
