"""Satisfaction pages of one centre out of fifty, over three years of answers, while answers keep arriving.

    make bench BENCH=supervision ARGS="--responses 200000 --sites 50"

The respondents are made in SQL: some hundred are answered and counted as in life, then copied over the centres; their single answers, which no page reads,
are not. A JSON line for each page: first_ms is the first answer of a process that has just started, p95_ms while `answers_per_s` more questionnaires
a second are completed (each some twenty single answers, in a transaction of its own) and counted as `yinuo work` does; cpu_ms is the server's processor
time of a request. The last line: single answers, each kept as it is given through the services, by some people at once.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import statistics
import sys
import time
from datetime import date, timedelta
from typing import Any

from bench import engines

FORK = multiprocessing.get_context("fork")
MONTHS, BASE = 36, 120
LEAST_SECONDS = 6
FEWER = 5  # a centre has up to so many copies less than another, so that no two have the same n


def main(arguments: list[str]) -> None:
    engines.on_each("bench.supervision", arguments, durable=False)


def measure(arguments: list[str]) -> None:
    told = argparse.ArgumentParser(prog="bench.supervision")
    told.add_argument("engine", choices=engines.ENGINES)
    told.add_argument("--sites", type=int, default=50)
    told.add_argument("--responses", type=int, default=200_000, help="completed questionnaires, all sites together")
    told.add_argument("--requests", type=int, default=60, help="requests per page")
    told.add_argument("--per-second", type=int, default=100, help="completed questionnaires a second while pages are read; 0: none")
    told.add_argument("--people", type=int, default=4, help="who answer at once, each as fast as they can")
    options = told.parse_args(arguments)
    engines.set_up()
    from django.utils import timezone

    from bench import script

    centre = script.centre(at=timezone.now())
    made = Made(centre.site, options)
    made.questionnaire()
    made.sites()
    made.respondents()
    people = made.person()
    read(centre, people, options, made)


class Made:
    """The centres and their answers."""

    def __init__(self, site: Any, options: argparse.Namespace):
        from yinuo.core.access.people import create_person, give_role

        self.site, self.options = site, options
        self.draw = random.Random(1)
        self.advisors = [create_person(username=f"bench-answers-{n}", display_name=f"Advisor {n}", password=None) for n in range(6)]
        for advisor in self.advisors:
            give_role(person=advisor, site=site, role="advisor")

    def questionnaire(self) -> None:
        """The ready-made questionnaire of the index at the first centre, with an open wave."""
        from django.utils import timezone
        from django_scopes import scope

        from yinuo.core.access.actor import system
        from yinuo.supervision.surveys.models import Question, QuestionnaireVersion
        from yinuo.supervision.surveys.services import questionnaires, waves

        by, now = system(site_id=self.site.pk), timezone.now()
        with scope(site=self.site):
            questionnaires.make_defaults(by=by, at=now)
            version = QuestionnaireVersion.objects.get(questionnaire__kind="csi")
            wave = waves.plan_wave(
                version_id=version.pk,
                name="bench",
                trigger="by_hand",
                starts_on=date(now.year - 4, 1, 1),
                ends_on=date(now.year + 1, 1, 1),
                by=by,
                at=now,
            )
            self.wave = waves.open_wave(wave_id=wave.pk, by=by, at=now)
            self.questions = list(Question.objects.filter(version=version).exclude(factor=""))

    def sites(self) -> None:
        from yinuo.core.sites.models import Site

        Site.objects.bulk_create(Site(code=f"s{n:02}", name=f"Centre {n:02}") for n in range(1, self.options.sites))

    def respondents(self) -> None:
        """Some answered and counted as in life; the others as copies of them, in SQL."""
        from django.db import connection, transaction
        from django.utils import timezone
        from django_scopes import scope

        from yinuo.supervision.satisfaction import scoring

        now = timezone.now()
        with scope(site=self.site):
            for _n in range(BASE):
                self.answer(now - timedelta(days=self.draw.randrange(MONTHS * 30)))
            scoring.rebuild(self.site)
        copies = max(FEWER, self.options.responses // BASE // self.options.sites + FEWER // 2)
        with transaction.atomic(), connection.cursor() as cursor:
            _copy(cursor, self.site.pk, copies)
            self.cells(copies)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def cells(self, copies: int) -> None:
        """The sums of the copies, which are multiples of those that were counted."""
        from django_scopes import scopes_disabled

        from yinuo.core.sites.models import Site
        from yinuo.supervision.satisfaction.models import Cell
        from yinuo.supervision.satisfaction.rules.sums import brief

        with scopes_disabled():
            counted = list(Cell.objects.filter(site=self.site))
            others = Site.objects.exclude(pk=self.site.pk)
            made = [
                Cell(site=site, month=cell.month, dimension=cell.dimension, member=cell.member, sums=times(cell.sums, copies - site.pk % FEWER))
                for site in others for cell in counted
            ]  # fmt: skip
            for cell in counted:
                cell.sums = times(cell.sums, copies - self.site.pk % FEWER + 1)
            for cell in [*made, *counted]:
                cell.brief = brief(cell.sums) if cell.dimension == "all" else ""
            Cell.objects.bulk_create(made)
            Cell.objects.bulk_update(counted, ["sums", "brief"])

    def answer(self, at: Any) -> Any:
        """One completed questionnaire."""
        from yinuo.supervision.surveys.models import Answer, Response

        response = Response.objects.create(
            site=self.site, wave=self.wave, version=self.wave.version, channel="link", language="en", started_at=at, completed_at=at,
            recommend=self.draw.randint(5, 10), overall=self.draw.randint(3, 5), advisor=self.draw.choice(self.advisors),
        )  # fmt: skip
        Answer.objects.bulk_create(
            Answer(site=self.site, response=response, question=question, value=self.draw.randint(4, 10)) for question in self.questions
        )
        return response

    def person(self) -> Any:
        """A service manager of the first centre who is the group's manager at all."""
        from yinuo.core.access.people import create_person, give_role
        from yinuo.core.sites.models import Site

        user = create_person(username="bench-satisfaction", display_name="Manager", password=None)
        for site in Site.objects.all():
            give_role(person=user, site=site, role="service_manager")
        return user


def times(sums: Any, n: int) -> Any:
    """All numbers of a cell, n times."""
    if isinstance(sums, dict):
        return {key: times(value, n) for key, value in sums.items()}
    return [value * n for value in sums] if isinstance(sums, list) else sums * n


def _copy(cursor: Any, first: int, copies: int) -> None:
    """Each centre gets the first one's respondents `copies` times over, the first one beside its own."""
    series = f"WITH RECURSIVE times(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM times WHERE k < {copies}) "
    top_r, top_s = _top(cursor, "surveys_response"), _top(cursor, "satisfaction_scored")
    number = f"(1 + sites.n * {copies} + k)"
    of_sites = f"times, (SELECT id, row_number() OVER (ORDER BY id) AS n FROM sites_site) AS sites WHERE k <= {copies} - sites.id % {FEWER}"
    told = {
        "surveys_response": {"id": f"{top_r} * {number} + a.id"},
        "satisfaction_scored": {"id": f"{top_s} * {number} + a.id", "response_id": f"{top_r} * {number} + a.response_id"},
    }
    for table, keys in told.items():
        own = _columns(cursor, table)
        picked = ", ".join((keys | {"site_id": "sites.id"}).get(name, f"a.{name}") for name in own)
        said = f"SELECT {picked} FROM {table} AS a, {of_sites} AND a.site_id = {first}"
        cursor.execute(f"INSERT INTO {table} ({', '.join(own)}) {series} {said}")
    _beyond(cursor)


def _top(cursor: Any, table: str) -> int:
    cursor.execute(f"SELECT max(id) FROM {table}")
    return int(cursor.fetchone()[0] or 0) + 1


def _columns(cursor: Any, table: str) -> list[str]:
    cursor.execute(f"SELECT * FROM {table} LIMIT 0")
    return [column[0] for column in cursor.description]


def _beyond(cursor: Any) -> None:
    """PostgreSQL's counters go on after the copies."""
    from bench import bulk

    if bulk.on_postgresql():
        for table in ("surveys_response", "satisfaction_scored", "satisfaction_cell"):
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")


PAGES = (
    ("index", "satisfaction/"),
    ("index of a step", "satisfaction/?step=handover"),
    ("factor", "satisfaction/factors/pick_up/"),
    ("index of an advisor", "satisfaction/?advisor={advisor}"),
    ("what if", "satisfaction/?factor=quality&score=800"),
    ("key drivers", "satisfaction/drivers/"),
    ("five gaps", "gaps/"),
    ("centres", "satisfaction/sites/"),
)


def read(centre: Any, person: Any, options: argparse.Namespace, made: Made) -> None:
    from django.utils import timezone
    from django_scopes import scope

    from bench import http
    from yinuo.supervision.satisfaction import studies
    from yinuo.supervision.satisfaction.models import Scored

    with scope(site=centre.site):
        begun = time.perf_counter()
        studies.refresh(centre.site, at=timezone.now())
        print(
            json.dumps(
                {"engine": options.engine, "studies_of_a_centre_s": round(time.perf_counter() - begun, 1), "n": Scored.objects.count()}
            ),
            flush=True,
        )
    for name, path in PAGES:
        with http.served() as (port, pid):
            visitor = http.Person(port, http.session_of(person))
            address = f"/s/{centre.site.code}/{path.format(advisor=made.advisors[0].pk)}"
            first = visitor.get(address)[0]
            arriving = Arriving(made, options.per_second)
            spent = engines.processor_seconds(engines.processes_of(pid))
            with arriving:
                seconds = asked_for(visitor, address, options.requests)
            spent = engines.processor_seconds(engines.processes_of(pid)) - spent
            line = {
                "engine": options.engine, "page": name, "answers": options.responses, "first_ms": round(first * 1000, 1),
                "p95_ms": round(statistics.quantiles(seconds, n=20)[18] * 1000, 1), "p50_ms": round(statistics.median(seconds) * 1000, 1),
                "cpu_ms": round(spent * 1000 / len(seconds), 1), "answers_per_s": round(arriving.rate, 1), "counted_per_s": round(arriving.counted, 1),
                "cpu_ms_per_answer": round(arriving.cpu_ms, 2),
            }  # fmt: skip
            print(json.dumps(line), flush=True)
    print(json.dumps(one_by_one(made, options)), flush=True)


def asked_for(visitor: Any, address: str, requests: int) -> list[float]:
    """The seconds of each answer: so many at least, and for so long that several batches of answers were counted meanwhile."""
    seconds: list[float] = []
    begun = time.perf_counter()
    while len(seconds) < requests or time.perf_counter() - begun < LEAST_SECONDS:
        seconds.append(visitor.get(address)[0])
    return seconds


class Arriving:
    """Questionnaires completed at a pace, and counted, by a process beside the pages."""

    def __init__(self, made: Made, per_second: int):
        self.made, self.per_second = made, per_second
        self.rate = self.counted = self.cpu_ms = 0.0

    def __enter__(self) -> Arriving:
        if self.per_second:
            self.over, self.told = FORK.Event(), FORK.Queue()
            self.process = fork(self._arrive)
        return self

    def __exit__(self, *_error: Any) -> None:
        if self.per_second:
            self.over.set()
            self.rate, self.counted, self.cpu_ms = self.told.get(timeout=60)
            self.process.join()

    def _arrive(self) -> None:
        from django.db import transaction
        from django.utils import timezone
        from django_scopes import scope

        from yinuo.supervision.satisfaction import scoring
        from yinuo.supervision.satisfaction.models import ToScore

        done = counted = 0
        begun, spent = time.perf_counter(), time.process_time()
        with scope(site=self.made.site):
            while not self.over.is_set():
                with transaction.atomic():
                    response = self.made.answer(timezone.now())
                    ToScore.objects.create(site=self.made.site, response=response)
                done += 1
                if done % self.per_second == 0:
                    counted += scoring.score_waiting(self.made.site)
                self.over.wait(max(0.0, done / self.per_second - (time.perf_counter() - begun)))
        passed = time.perf_counter() - begun
        self.told.put((done / passed, counted / passed, (time.process_time() - spent) * 1000 / max(1, done)))


def fork(work: Any, *arguments: Any) -> Any:
    """The work in a process of its own, with its own connection."""
    from django.db import connections

    connections.close_all()
    process = FORK.Process(target=work, args=arguments, daemon=True)
    process.start()
    return process


def one_by_one(made: Made, options: argparse.Namespace) -> dict[str, Any]:
    """How many single answers a second are kept when so many people answer at once, each answer by itself through the services, as fast as they can."""
    told: Any = FORK.Queue()
    begun = time.perf_counter()
    processes = [fork(_fill_sheets, made, n, told) for n in range(options.people)]
    seconds, sheets, spent = zip(*(told.get(timeout=120) for _process in processes), strict=True)
    passed = time.perf_counter() - begun
    for process in processes:
        process.join()
    each = [second for one in seconds for second in one]
    return {
        "engine": options.engine, "page": "an answer kept as it is given", "people": options.people, "answers_per_s": round(len(each) / passed, 1),
        "sheets_per_s": round(sum(sheets) / passed, 1), "p95_ms": round(statistics.quantiles(each, n=20)[18] * 1000, 1),
        "cpu_ms": round(sum(spent) * 1000 / len(each), 2),
    }  # fmt: skip


def _fill_sheets(made: Made, seed: int, told: Any) -> None:
    """Whole sheets from the first question to the last; the seconds of each answer."""
    from django.utils import timezone
    from django_scopes import scope

    from yinuo.core.access.actor import customer
    from yinuo.supervision.surveys.services import answering

    guest, draw = customer(site_id=made.site.pk, name="guest"), random.Random(seed)
    seconds, sheets = [], 0
    begun, spent = time.perf_counter(), time.process_time()
    with scope(site=made.site):
        while time.perf_counter() - begun < LEAST_SECONDS:
            response, _token = answering.begin(wave_id=made.wave.pk, channel="qr", language="en", by=guest, at=timezone.now())
            while (question := answering.standing(response)[1]) is not None:
                given = reply(question, draw)
                started = time.perf_counter()
                answering.save_answer(response_id=response.pk, question_id=question.pk, by=guest, at=timezone.now(), **given)
                seconds.append(time.perf_counter() - started)
            answering.complete(response_id=response.pk, by=guest, at=timezone.now())
            sheets += 1
    told.put((seconds, sheets, time.process_time() - spent))


def reply(question: Any, draw: random.Random) -> dict[str, Any]:
    from yinuo.supervision.surveys.rules import SCALES, columns_of

    if question.kind in SCALES:
        low, high = SCALES[question.kind]
        return {"values": {column: draw.randint((low + high) // 2, high) for column in columns_of(question.kind)}}
    return {"text": draw.choice(question.options)["code"] if question.kind == "choice" else "接待很耐心 👍"}


if __name__ == "__main__":
    measure(sys.argv[1:])
