"""Pages of model cards and back-tests: how sure the figures are, and which command writes them."""

from __future__ import annotations

from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from alert_builders import People
from proof_builders import BACKTEST, CARD, raw

Door = Callable[[str], Client]
SHOWN = (
    (CARD, ("0.720", "0.670 – 0.770", "0.1800", "说的概率")),
    (BACKTEST, ("0.710", "0.660–0.760", "3 / 5", "60.0%")),
)


def test_the_pages_say_how_sure_the_figures_are(people: People, sign_in: Door) -> None:
    head = sign_in("head")
    empty = head.get("/methods/models/").content.decode()
    assert "lookthrough risk train" in empty
    assert "lookthrough risk backtest" in empty
    for document, words in (
        (CARD, ("0.720", "0.670 – 0.770", "0.1800", "说的概率")),
        (BACKTEST, ("0.710", "0.660–0.760", "3 / 5", "60.0%")),
    ):
        sent = head.post("/methods/models/record/", {"file": SimpleUploadedFile("x.json", raw(document))})
        page = head.get(sent.headers["Location"]).content.decode()
        assert all(word in page for word in words), [word for word in words if word not in page]
    assert sign_in("city").post("/methods/models/record/", {}).status_code == 403
