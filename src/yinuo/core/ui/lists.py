"""Lists: keyset paging, counts that stop at a thousand, sorting on indexed columns, export to CSV and Excel.

SORTS = (Sort("newest", _("newest first"), ("-id",)), Sort("name", _("by name"), ("name", "id")))
listing = listed(request, rows, sorts=SORTS)
if listing.export:
    return export(request, listing, columns=COLUMNS, name="customers")
"""

from __future__ import annotations

import base64
import csv
import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Field, Q, QuerySet
from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django_scopes import get_scope, scope

from yinuo.core.events.models import SiteThread
from yinuo.core.events.services import site_story

COUNTED_TO = 1000
ROWS_ON_A_PAGE = 50
ROWS_IN_A_BATCH = 500
EXCEL_ROWS = 1_048_575
EXPORTS = ("csv", "xlsx")
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True)
class Sort:
    """One way to sort: `order` names columns of one index, the last of them unique ("-id"); none of them null.

    Of a list that is short by its nature a column may be worked out by the query (`annotate`).
    """

    code: str
    label: Any
    order: tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """A column of an export: what its head says and how a row gives its value (text, number, date or moment)."""

    label: Any
    value: Callable[[Any], Any]


@dataclass(frozen=True)
class Listing:
    """One page of a list. `total` is counted to 1,001 at most; `older` and `newer` are cursors for `{% pager %}`."""

    rows: list
    total: int
    older: str
    newer: str
    sort: Sort
    sorts: list[tuple[Any, str, bool]]
    export: str
    export_urls: dict[str, str]
    source: QuerySet | list


def listed(request: HttpRequest, rows: QuerySet, *, sorts: Sequence[Sort], size: int = ROWS_ON_A_PAGE) -> Listing:
    """The page of `rows` that the address asks for (`cursor`, `sort`, `as`). Two queries; a cursor that does not fit gives the first page."""
    sort = next((sort for sort in sorts if sort.code == request.GET.get("sort")), sorts[0])
    wanted = request.GET.get("as", "")
    page, older, newer = keyset_page(rows, sort, cursor=request.GET.get("cursor", ""), size=size) if wanted not in EXPORTS else ([], "", "")
    return Listing(
        rows=page,
        total=counted(rows) if wanted not in EXPORTS else 0,
        older=older,
        newer=newer,
        sort=sort,
        sorts=[(other.label, _address(request, sort=other.code), other is sort) for other in sorts],
        export=wanted if wanted in EXPORTS else "",
        export_urls={kind: _address(request, **{"as": kind, "sort": sort.code}) for kind in EXPORTS},
        source=rows,
    )


def held(
    request: HttpRequest, rows: Sequence, *, sorts: Sequence[tuple[Sort, Callable[[Any], Any]]], size: int = ROWS_ON_A_PAGE
) -> Listing:
    """The same of rows that were computed, and of which there are no more than fit into memory: each sort with the key it sorts by."""
    sort, key = next((pair for pair in sorts if pair[0].code == request.GET.get("sort")), sorts[0])
    wanted, cursor = request.GET.get("as", ""), request.GET.get("cursor", "")
    found = sorted(rows, key=key)
    begun = min(int(cursor), len(found)) if cursor.isascii() and cursor.isdigit() and len(cursor) < 8 else 0
    return Listing(
        rows=found[begun : begun + size], total=len(found), older=str(begun + size) if begun + size < len(found) else "",
        newer=str(max(0, begun - size)) if begun else "", sort=sort,
        sorts=[(other.label, _address(request, sort=other.code), other is sort) for other, _key in sorts], export=wanted if wanted in EXPORTS else "",
        export_urls={kind: _address(request, **{"as": kind, "sort": sort.code}) for kind in EXPORTS}, source=found,
    )  # fmt: skip


def _address(request: HttpRequest, **changes: str) -> str:
    query = request.GET.copy()
    for name in ("cursor", "as"):
        query.pop(name, None)
    for name, value in changes.items():
        query[name] = value
    return "?" + query.urlencode()


def counted(rows: QuerySet, most: int = COUNTED_TO) -> int:
    """How many rows, looking at no more than one above `most`: show it with `{% count %}`."""
    return rows.order_by()[: most + 1].count()


def keyset_page(rows: QuerySet, sort: Sort, *, cursor: str = "", size: int = ROWS_ON_A_PAGE) -> tuple[list, str, str]:
    """(rows, cursor of the page after, cursor of the page before); "" where there is none. One query."""
    back, values = _read_cursor(rows, sort, cursor)
    order = [_turned(term) for term in sort.order] if back else list(sort.order)
    found = rows.order_by(*order)
    if values is not None:
        found = found.filter(beyond(order, values))
    page = list(found[: size + 1])
    more, page = len(page) > size, page[:size]
    if back:
        page.reverse()
    if not page:
        return [], "", ""
    has_older, has_newer = (True, more) if back else (more, values is not None)
    return page, _cursor(sort, page[-1]) if has_older else "", _cursor(sort, page[0], back=True) if has_newer else ""


def beyond(order: Sequence[str], values: Sequence[Any]) -> Q:
    """Rows after `values` in this order. The first column stands alone as well, so that the index is entered at the right place."""
    after, equal = Q(), Q()
    for term, value in zip(order, values, strict=True):
        after |= equal & Q(**{f"{_name(term)}__{_comes_after(term)}": value})
        equal &= Q(**{_name(term): value})
    return Q(**{f"{_name(order[0])}__{_comes_after(order[0])}e": values[0]}) & after


def _name(term: str) -> str:
    return term.lstrip("-")


def _turned(term: str) -> str:
    return term[1:] if term.startswith("-") else "-" + term


def _comes_after(term: str) -> str:
    return "lt" if term.startswith("-") else "gt"


def _cursor(sort: Sort, row: Any, back: bool = False) -> str:
    values = [_of(row, _name(term)) for term in sort.order]
    texts = [value.isoformat() if isinstance(value, (date, datetime)) else value for value in values]
    raw = json.dumps([sort.code, int(back), *texts], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def _of(row: Any, name: str) -> Any:
    for step in name.split("__"):
        row = getattr(row, step)
    return row


def _read_cursor(rows: QuerySet, sort: Sort, cursor: str) -> tuple[bool, list | None]:
    """Whether it leads back, and the values of its row; each is checked by its column, so that a forged cursor is only a wrong page."""
    if not cursor:
        return False, None
    try:
        code, back, *texts = json.loads(base64.urlsafe_b64decode(cursor[:2000] + "=" * (-len(cursor) % 4)))
        if code != sort.code or len(texts) != len(sort.order):
            return False, None
        values = [_typed(_column(rows, _name(term)), text) for term, text in zip(sort.order, texts, strict=True)]
    except (ValueError, TypeError, ValidationError, OverflowError):
        return False, None
    return bool(back), values


def _typed(column: Field, text: Any) -> Any:
    value = column.to_python(text)
    if value is None or (isinstance(value, str) and "\x00" in value) or (isinstance(value, int) and abs(value) >= 2**63):
        raise ValueError(text)
    return value


def _column(rows: QuerySet, name: str) -> Field:
    if name in rows.query.annotations:
        return rows.query.annotations[name].output_field
    model = rows.model
    *steps, last = name.split("__")
    for step in steps:
        model = model._meta.get_field(step).related_model
    return model._meta.get_field(last)


# export


def export(
    request: HttpRequest,
    listing: Listing,
    *,
    columns: Sequence[Column],
    name: str,
    capability: str = "export.all",
    shape: Callable[[list], list] | None = None,
) -> HttpResponseBase:
    """All rows of the list as a file. Raises Forbidden without the capability (pass "" for a list that holds nothing personal).

    `shape` turns a batch of 500 rows into what the columns read, so that what belongs to them is read by batch.
    """
    if capability:
        request.actor.require(capability)
    _note(request, listing, name)
    batches = (shape(batch) if shape else batch for batch in _batches(listing.source, listing.sort))
    filename = f"{name}-{timezone.localdate(request.at):%Y-%m-%d}.{listing.export}"
    return _xlsx(batches, columns, filename) if listing.export == "xlsx" else _csv(batches, columns, filename)


FILTERS_NOTED, LETTERS_NOTED = 20, 120


def _note(request: HttpRequest, listing: Listing, name: str) -> None:
    """What leaves the house is told before it leaves: who took which list, with which filter, how many rows."""
    told = {key: value[:LETTERS_NOTED] for key, value in list(request.GET.items())[:FILTERS_NOTED] if value and key not in ("as", "cursor")}
    rows = len(listing.source) if isinstance(listing.source, list) else listing.source.order_by().count()
    with site_story(purpose=SiteThread.EXPORTS, by=request.actor, at=request.at, right="site.read") as act:
        act.record("list.exported", request.site, list=name, format=listing.export, filter=told, rows=rows)


def _batches(rows: QuerySet | list, sort: Sort) -> Iterator[list]:
    """By keyset: no long transaction, no server-side cursor, 500 rows in memory."""
    if isinstance(rows, list):
        yield from (rows[begun : begun + ROWS_IN_A_BATCH] for begun in range(0, len(rows), ROWS_IN_A_BATCH))
        return
    cursor = ""
    while True:
        page, cursor, _newer = keyset_page(rows, sort, cursor=cursor, size=ROWS_IN_A_BATCH)
        if page:
            yield page
        if not cursor:
            return


def _csv(batches: Iterator[list], columns: Sequence[Column], filename: str) -> HttpResponseBase:
    """UTF-8 with the mark by which Excel knows it."""
    zone, language = timezone.get_current_timezone(), translation.get_language()
    scoped = {dimension: value for dimension, value in get_scope().items() if dimension != "_enabled"}

    def lines(rows: list[list]) -> str:
        out = StringIO()
        csv.writer(out).writerows(rows)
        return out.getvalue()

    def stream() -> Iterator[str]:
        yield "\ufeff" + lines([[harmless(str(column.label)) for column in columns]])
        while True:
            # read after the view has returned: the site, the zone and the language are those of the request all the same
            with scope(**scoped), timezone.override(zone), translation.override(language):
                batch = next(batches, None)
                if batch is None:
                    return
                text = lines([[harmless(_cell(column.value(row))) for column in columns] for row in batch])
            yield text

    response = StreamingHttpResponse(stream(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _xlsx(batches: Iterator[list], columns: Sequence[Column], filename: str) -> HttpResponseBase:
    """Texts are written as texts, so that none of them is a formula."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    sheet.append([_excel_cell(sheet, str(column.label)) for column in columns])
    n = 0
    for batch in batches:
        for row in batch[: EXCEL_ROWS - n]:
            sheet.append([_excel_cell(sheet, _cell(column.value(row))) for column in columns])
        n += len(batch)
        if n >= EXCEL_ROWS:
            break
    file = tempfile.TemporaryFile()  # noqa: SIM115 (the response closes it)
    book.save(file)
    file.seek(0)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    response = FileResponse(file, as_attachment=True, filename=filename, content_type=kind)
    response["Cache-Control"] = "private, no-store"
    return response


def _excel_cell(sheet: Any, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", value)[:32_000])
    cell.data_type = "s"
    return cell


def _cell(value: Any) -> Any:
    """What a table program reads: local times without zone, numbers as they are, everything else as text."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None, microsecond=0)
    return value if isinstance(value, (int, float, date)) else str(value)


def harmless(value: Any) -> Any:
    """A text that a table program would take for a formula gets an apostrophe before it; numbers stay numbers."""
    return "'" + value if isinstance(value, str) and value.startswith(FORMULA_SIGNS) else value
