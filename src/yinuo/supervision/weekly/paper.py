"""The report as a PDF of one or two A4 pages, set in an embedded Chinese font (decision 21). The library is loaded only when a report is asked for."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from yinuo.core.sites.models import Site

from . import shown
from .figures import Raised, Report

if TYPE_CHECKING:
    from fpdf import FPDF

FONT, MARGIN, WIDTH = "report", 16, 178
SAID = 600  # letters of what was said, on each side
INK, INK_2, LINE = (28, 32, 38), (95, 103, 115), (219, 223, 229)
TONES = {"kept": (47, 125, 79), "risk": (178, 112, 0), "late": (192, 48, 48), "busy": (36, 99, 178), "idle": (138, 146, 158), "": INK}


def pdf(site: Site, report: Report) -> bytes:
    """The whole report in the language that is active."""
    page = _paper()
    _head(page, site, report)
    _tiles(page, report)
    _bars(page, report)
    _raised(page, report)
    _cases(page, report)
    _broken(page, report)
    return bytes(page.output())


@lru_cache(maxsize=1)
def _font_path() -> str:
    from pylopdf_fonts_zh_cn import sans_path

    return str(sans_path())


def _paper() -> FPDF:
    from fpdf import FPDF

    class Paper(FPDF):
        def footer(self) -> None:
            self.set_y(-14)
            _write(self, f"{self.page_no()} / {{nb}}", size=8, colour=INK_2, align="R")

    page = Paper(format="A4")
    page.set_margins(MARGIN, 14, MARGIN)
    page.set_auto_page_break(True, margin=18)
    page.add_font(FONT, fname=_font_path())
    page.set_font(FONT, size=10)
    page.add_page()
    return page


def _known(page: FPDF, text: Any) -> str:
    """Signs that the font does not have (emoji) are left out."""
    have = page.fonts[FONT].cmap  # type: ignore[union-attr]
    return "".join(sign for sign in str(text) if sign in "\n\t" or ord(sign) in have)


def _write(page: FPDF, text: Any, *, size: float = 10, colour: tuple = INK, align: str = "L", width: float = 0, line: float = 0) -> None:
    """Lines of text from the left margin or the present place on, then down to the next line."""
    page.set_font(FONT, size=size)
    page.set_text_color(*colour)
    page.multi_cell(width, line or size * 0.52, _known(page, text), align=align, new_x="LMARGIN", new_y="NEXT")


def _heading(page: FPDF, text: Any, note: str = "") -> None:
    if page.will_page_break(24):
        page.add_page()
    page.ln(5)
    _write(page, text, size=12.5)
    if note:
        _write(page, note, size=8.5, colour=INK_2)
    page.set_draw_color(*LINE)
    page.line(MARGIN, page.get_y() + 1, MARGIN + WIDTH, page.get_y() + 1)
    page.ln(2.5)


def _head(page: FPDF, site: Site, report: Report) -> None:
    week = report.week
    page.set_title(f"{site.name} {week.code}")
    _write(page, site.name, size=9, colour=INK_2)
    _write(page, _("Follow-up report, week {week}").format(week=week.code), size=19)
    _write(page, f"{week.monday:%Y-%m-%d} – {week.sunday:%Y-%m-%d}{_(' (so far)') if report.running else ''}", size=10, colour=INK_2)
    page.ln(2)
    _write(page, shown.finding(report), size=11.5)
    page.ln(2)


def _tiles(page: FPDF, report: Report) -> None:
    across, gap, high = 4, 3.0, 21.0
    width = (WIDTH - gap * (across - 1)) / across
    top = page.get_y()
    for place, tile in enumerate(shown.tiles(report)):
        x, y = MARGIN + place % across * (width + gap), top + place // across * (high + gap)
        page.set_draw_color(*LINE)
        page.rect(x, y, width, high, style="D", round_corners=True, corner_radius=1.6)
        page.set_xy(x + 2.5, y + 2)
        _write(page, tile.value, size=16, colour=TONES[tile.tone], width=width - 5, line=7)
        page.set_xy(x + 2.5, y + 9.2)
        _write(page, tile.label, size=8.5, width=width - 5, line=3.8)
        page.set_xy(x + 2.5, y + 13.2)
        _write(page, tile.note, size=6.8, colour=INK_2, width=width - 5, line=3.2)
    page.set_y(top + 2 * high + gap + 1)


def _bars(page: FPDF, report: Report) -> None:
    """Calls by week, one on another: reached, in vain, still open."""
    _heading(page, shown.trend_says(report))
    data = shown.trend(report)
    high, foot, slot = 30.0, page.get_y() + 33, WIDTH / len(data["columns"])
    most = max([1, *(sum(parts) for parts in zip(*(series["values"] for series in data["series"]), strict=True))])
    for place, column in enumerate(data["columns"]):
        x, y = MARGIN + place * slot + slot * 0.25, foot
        for series in data["series"]:
            part = high * series["values"][place] / most
            page.set_fill_color(*TONES[series["tone"]])
            if part:
                page.rect(x, y - part, slot * 0.5, part, style="F")
            y -= part
        total = sum(series["values"][place] for series in data["series"])
        _mark(page, x - slot * 0.25, y - 3.6, slot, str(total))
        _mark(page, x - slot * 0.25, foot + 0.8, slot, column)
    page.set_y(foot + 5.5)
    _legend(page, data)


def _mark(page: FPDF, x: float, y: float, width: float, text: str) -> None:
    page.set_xy(x, y)
    page.set_font(FONT, size=7.5)
    page.set_text_color(*INK_2)
    page.cell(width, 3.4, text, align="C")


def _legend(page: FPDF, data: dict[str, Any]) -> None:
    page.set_font(FONT, size=8)
    page.set_text_color(*INK_2)
    for series in data["series"]:
        page.set_fill_color(*TONES[series["tone"]])
        page.rect(page.get_x(), page.get_y() + 0.8, 2.6, 2.6, style="F")
        page.set_x(page.get_x() + 3.6)
        page.cell(page.get_string_width(series["name"]) + 6, 4.2, series["name"])
    page.ln(5)


def _raised(page: FPDF, report: Report) -> None:
    _heading(page, _("What customers raised, and the answer they got"), _more(len(report.raised), report.raised_n))
    for one in report.raised:
        _one_raised(page, one)
    if not report.raised:
        _write(page, _("Nothing was raised in the calls of this week."), colour=INK_2)


def _one_raised(page: FPDF, one: Raised) -> None:
    """What was raised on the left, its answer on the right."""
    call = one.call
    if page.will_page_break(18):
        page.add_page()
    who = " · ".join(str(part) for part in (call.visit.plate, call.visit.customer or "", call.owner or "", _local(call.done_at)) if part)
    if one.open:
        head, tone = _("Open. Answer promised by {when}").format(when=_local(call.answer_due_at)), "late"
    else:
        head, tone = _("Answered by {who}, {when}").format(who=one.answered_by, when=_local(call.answered_at)), "kept"
    half, top, number = WIDTH / 2 - 4, page.get_y(), page.page_no()
    _write(page, who, size=8.5, colour=INK_2, width=half)
    _write(page, call.raised[:SAID], size=9.5, width=half)
    foot = page.get_y()
    if page.page_no() == number:
        _beside(page, top)
    _write(page, head, size=8.5, colour=TONES[tone], width=half)
    if not one.open:
        _beside(page)
        _write(page, one.answer[:SAID], size=9.5, width=half)
    page.set_y(max(foot, page.get_y()) + 1.8)


def _beside(page: FPDF, y: float | None = None) -> None:
    page.set_xy(MARGIN + WIDTH / 2 + 2, page.get_y() if y is None else y)


def _cases(page: FPDF, report: Report) -> None:
    if not report.cases:
        return
    _heading(page, _("Cases opened"), _more(len(report.cases), report.cases_n))
    for case in report.cases:
        head = f"#{case.number} {case.plate} {case.who} · {case.get_way_in_display()} · {case.get_severity_display()} · {case.get_state_display()}"
        _write(page, head, size=8.5, colour=INK_2)
        _write(page, case.text[:120], size=9.5)
        page.ln(1)


def _broken(page: FPDF, report: Report) -> None:
    if not report.broken:
        return
    _heading(page, _("Promises broken"), _more(len(report.broken), report.promises.n - report.promises.met))
    for promise in report.broken:
        head = " · ".join(
            str(part) for part in (promise.get_kind_display(), promise.customer or "", promise.owner or "", _local(promise.due_at)) if part
        )
        _write(page, head, size=8.5, colour=INK_2)
        _write(page, promise.text, size=9.5)
        page.ln(1.4)


def _more(here: int, n: int) -> str:
    return _("{here} of {n}").format(here=here, n=n) if here < n else ""


def _local(moment: Any) -> str:
    return f"{timezone.localtime(moment):%m-%d %H:%M}" if moment else ""
