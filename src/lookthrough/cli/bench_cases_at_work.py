"""An invented office whose officers work on leads and cases through the console's own pages."""

from __future__ import annotations

import random
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

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


class Office:
    """Officers, two heads among every ten, and the leads they share; every lead is open to all, so that they meet."""

    def __init__(self, *, officers: int) -> None:
        offices.record_office(name="测试局", region_prefix=PREFIX)
        heads = max(2, officers // 10)
        for place in range(officers):
            role = Role.HEAD if place < heads else Role.CASE_OFFICER
            offices.appoint_officer(username=f"bench-{place}", name=f"bench-{place}", office="测试局", role=role)
        self.ids = {one.username: one.officer_id for one in queries.officers()}
        self.heads, self.officers = heads, officers
        self.clients = [self._client(place) for place in range(officers)]
        self.faults: list[str] = []
        self.numbers = [self._opened(each) for each in range(OPEN_AT_ONCE)]

    def act(self, place: int, dice: float) -> tuple[str, float]:
        """Do one thing as one officer; returns what it was and when it ended."""
        draw = random.Random(dice)  # noqa: S311 - generated work, no secret
        name = draw.choices(("list", "lead", "board", "case", "note", "assign", "decide"), (20, 25, 5, 20, 15, 10, 5))[0]
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

    def _client(self, place: int) -> Client:
        from django.contrib.auth import get_user_model

        client = Client(headers={"host": HOST}, raise_request_exception=False)
        officer = get_user_model().objects.get(pk=self.ids[f"bench-{place}"])
        client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
        return client

    def _opened(self, each: int) -> str:
        return lead_operations.open_lead(
            source="finding", title=f"测试线索{each}", text="生成的数据", subject_type="company", subject_id=f"BENCH{each}",
            subject_name=f"测试企业{each}", region_code=f"{PREFIX}01", officer_id=self.ids["bench-0"], at=timezone.now(),
        )  # fmt: skip

    def _get(self, place: int, name: str, *args: str) -> None:
        self._said(self.clients[place].get(reverse(f"console:{name}", args=args)).status_code, (200,), name)

    def _post(self, place: int, name: str, *args: str, **given: object) -> None:
        self._said(self.clients[place].post(reverse(f"console:{name}", args=args), given).status_code, (302,), name)

    def _said(self, code: int, fine: tuple[int, ...], name: str) -> None:
        if code not in fine:
            self.faults.append(f"{name}: {code}")

    def _list(self, place: int, draw: random.Random) -> None:
        self._get(place, draw.choice(("leads", "cases")))

    def _lead(self, place: int, draw: random.Random) -> None:
        self._get(place, "lead", self._lead_of(draw))

    def _board(self, place: int, draw: random.Random) -> None:
        self._get(place, "cases-board")

    def _lead_of(self, draw: random.Random) -> str:
        return draw.choice(self.numbers)

    def _case(self, place: int, draw: random.Random) -> None:
        row = lead_queries.lead(number=self._lead_of(draw), officer_id=self.ids["bench-0"])
        if row and row.row.case_number:
            self._get(place, "case", row.row.case_number)
        else:
            self._get(place, "cases")

    def _note(self, place: int, draw: random.Random) -> None:
        self._post(place, "work-lead", self._lead_of(draw), "note", text="生成的备注")

    def _assign(self, place: int, draw: random.Random) -> None:
        self._post(place, "work-lead", self._lead_of(draw), "assign")

    def _decide(self, place: int, draw: random.Random) -> None:
        """Open a lead, propose a case, and have two heads agree at the same instant; the time of all of it counts."""
        number = self._opened(draw.randrange(10**9))
        self._post(place, "work-lead", number, "propose", kind="case", case_type="petition", title="测试案件", reason="生成的数据")
        heads = [one for one in range(self.heads) if one != place][:2]
        with ThreadPoolExecutor(2) as both:
            list(both.map(lambda head: self._agree(head, number), heads))
        self.numbers.append(number)

    def _agree(self, head: int, number: str) -> None:
        from django.db import connection

        self._post(head, "decide-lead", number, decision="agree")
        connection.close()
