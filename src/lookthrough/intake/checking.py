"""A return is checked as a whole: the right sheet, every cell, rows that repeat or contradict each other, one period alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from lookthrough.intake.cell_reading import CheckedRow, perhaps_fractions, read_rows
from lookthrough.intake.grids import Book, Grid
from lookthrough.intake.heads import Head, read_head, recognised
from lookthrough.intake.opening import open_book
from lookthrough.intake.periods import long_past, period_of, wrong_periods
from lookthrough.intake.template import Template, templates
from lookthrough.intake.troubles import DOUBT, WRONG, NotReadable, Trouble, cell_name, letters, spans, trouble
from lookthrough.kernel.limits import Limits


@dataclass(slots=True)
class Checked:
    """What reading a file gave: rows to store (none when anything is wrong), every trouble, the period, and the sheet it was read from."""

    template: Template
    rows: list[CheckedRow] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    period: str = ""
    grid: Grid | None = None
    head: Head | None = None
    rows_read: int = 0
    as_read: list[CheckedRow] = field(default_factory=list)  # also of a refused return, to advise about

    @property
    def is_wrong(self) -> bool:
        """Say whether the return must be refused."""
        return any(one.level == WRONG for one in self.troubles)

    @property
    def is_doubtful(self) -> bool:
        """Say whether a person must look before it counts."""
        return any(one.level == DOUBT for one in self.troubles)


def check_file(
    path: Path, template: Template, *, today: date, period: str = "", own_subject: str = "", limits: Limits | None = None
) -> Checked:
    """Read and check one file; whatever is wrong with it is a trouble in the answer, never an exception.

    ``period`` is what the sender chose (``2026-10``, or a day for daily returns), empty when the file is to say it. ``own_subject`` is
    the institution that a licensed body may report on, empty when it reports on others.
    """
    done = Checked(template)
    try:
        book = open_book(path, limits=limits)
        grid = _sheet(book, template, done)
        done.grid = grid
        _check_grid(grid, done, today=today, period=period, own_subject=own_subject)
    except NotReadable as refusal:
        done.troubles.append(refusal.trouble)
    if done.is_wrong:
        done.rows = []
    return done


def _check_grid(grid: Grid, done: Checked, *, today: date, period: str, own_subject: str) -> None:
    head = done.head = read_head(grid, done.template, chosen=period)
    done.troubles += head.troubles
    _say_about_sheet(grid, head, done)
    rows = read_rows(grid, head, done.template, done.troubles)
    done.rows_read, done.as_read = len(rows), rows
    if not rows and not done.is_wrong:
        raise NotReadable(trouble("no_rows", sheet=grid.sheet, row=head.row + 1))
    done.period, troubles = period_of(rows, head.month, done.template, chosen=period, head=head.row + 1)
    said = {one.column for one in head.troubles if one.code == "column_missing"}
    done.troubles += [one for one in troubles if one.code != "period_missing" or one.column not in said]
    done.troubles += wrong_periods(done.period, rows, done.template, today=today)
    done.troubles += long_past(done.period, rows, done.template, today=today)
    done.troubles += perhaps_fractions(rows, head, done.template)
    done.rows = _once(rows, done)
    if own_subject:
        done.troubles += [
            trouble("other_subject", **row.at(done.template.subject_column), found=row.subject_id, own=own_subject)  # type: ignore[arg-type]
            for row in done.rows
            if row.subject_id not in ("", own_subject)
        ]


def _sheet(book: Book, template: Template, done: Checked) -> Grid:
    """Return the sheet that holds the return; say when it is not the first, when there are two, when it is another return."""
    done.troubles += [trouble("macros")] if book.macros else []
    done.troubles += [trouble("encoding", found=book.encoding)] if book.encoding else []
    counted = [(recognised(grid, template)[0], grid) for grid in book.grids]
    best = max((count for count, _ in counted), default=0)
    if best == 0:
        raise NotReadable(_no_head(template, book))
    _refuse_other(book, template, best)
    filled = [(count, grid) for count, grid in counted if 2 * count >= best and _has_rows(grid, template)]
    found = [grid for count, grid in filled if count == max(count for count, _ in filled)]
    visible = [grid for grid in found if not grid.hidden] or found
    if len(visible) > 1:
        raise NotReadable(trouble("two_sheets", sheet=visible[1].sheet, one=visible[0].sheet, other=visible[1].sheet))
    grid = visible[0] if visible else next(grid for count, grid in counted if count == best)
    if grid.hidden:
        done.troubles.append(trouble("hidden_sheet", sheet=grid.sheet, found=grid.sheet))
    elif grid is not next(one for one in book.grids if not one.hidden):
        done.troubles.append(trouble("other_sheet", sheet=grid.sheet, found=grid.sheet))
    return grid


def _no_head(template: Template, book: Book) -> Trouble:
    if not any(any(cell for row in grid.rows for cell in row) for grid in book.grids):
        return trouble("no_rows")
    other = _best_other(book, template)
    if other:
        return trouble("other_template", title=template.title, other=other.title)
    return trouble("no_head", needed=template.subject_column.title, title=template.title)


def _refuse_other(book: Book, template: Template, best: int) -> None:
    """A file that names far more columns of another return than of this one was sent to the wrong place."""
    other = _best_other(book, template)
    if other and best <= 3 and max(recognised(grid, other)[0] for grid in book.grids) > best + 1:
        raise NotReadable(trouble("other_template", title=template.title, other=other.title))


def _best_other(book: Book, template: Template) -> Template | None:
    counts = {
        slug: max((recognised(grid, one)[0] for grid in book.grids), default=0)
        for slug, one in templates().items()
        if slug != template.slug
    }
    slug = max(counts, key=counts.__getitem__, default="")
    return templates()[slug] if slug and counts[slug] >= 4 else None


def _has_rows(grid: Grid, template: Template) -> bool:
    _, row = recognised(grid, template)
    return any(any(cells) for cells in grid.rows[row + 1 :])


def _say_about_sheet(grid: Grid, head: Head, done: Checked) -> None:
    if head.row > 0:
        done.troubles.append(trouble("title_rows", sheet=grid.sheet, row=head.row + 1))
    if grid.formulas:
        done.troubles.append(trouble("formulas", sheet=grid.sheet, found=str(grid.formulas)))
    columns = sorted(place for place in head.places.values() if place in grid.hidden_columns)
    if columns:
        where = {"cell": cell_name(head.row, columns[0]), "row": head.row + 1}
        done.troubles.append(trouble("hidden_columns", sheet=grid.sheet, found="、".join(map(letters, columns)), **where))  # type: ignore[arg-type]
    hidden = sorted(row + 1 for row in grid.hidden_rows if row > head.row and row < len(grid.rows) and any(grid.rows[row]))
    if hidden:
        done.troubles.append(trouble("hidden_rows", sheet=grid.sheet, row=hidden[0], found=spans(hidden)))


def _once(rows: list[CheckedRow], done: Checked) -> list[CheckedRow]:
    """Drop rows that repeat another word for word; rows of one subject that contradict each other are wrong."""
    kept: dict[tuple[object, ...], CheckedRow] = {}
    for row in rows:
        key = (row.subject_id, row.month, *(row.values.get(name) for name in done.template.key))
        first = kept.setdefault(key, row)
        if first is not row and row.subject_id:
            code = "row_repeated" if first.values == row.values else "row_contradicts"
            found = row.subject_id
            done.troubles.append(trouble(code, **row.at(done.template.subject_column), found=found, other=first.row))  # type: ignore[arg-type]
    return list(kept.values())


def counted(troubles: Iterable[Trouble]) -> Counter[str]:
    """Count troubles by level."""
    return Counter(one.level for one in troubles)
