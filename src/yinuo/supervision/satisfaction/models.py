from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yinuo.core.sites.models import SiteScoped, Stamped
from yinuo.operations.visits.models import Visit
from yinuo.supervision.surveys.models import Question, Response


class FactorWeight(SiteScoped, Stamped):
    """What a factor weighs in the index of a year, in thousandths of whatever sum; normalised where it is used. `brand` "": all brands."""

    year = models.PositiveSmallIntegerField(_("Year"))
    brand = models.CharField(_("brand"), max_length=60, blank=True)
    factor = models.CharField(_("factor"), max_length=12, choices=Question.Factor.choices)
    weight = models.PositiveIntegerField(_("weight (thousandths)"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "year", "brand", "factor"], name="factor_weight_once")]


class Benchmark(SiteScoped, Stamped):
    """What a score is held against in a year, in tenths of a point, and where the figure comes from. `code`: a factor, an item's key, "" for the index."""

    class Kind(models.TextChoices):
        LAST_YEAR = "last_year", _("own last year")
        MEAN = "mean", _("industry mean")
        BEST = "best", _("industry best")

    year = models.PositiveSmallIntegerField(_("Year"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    code = models.CharField(_("factor or item"), max_length=40, blank=True)
    tenths = models.PositiveSmallIntegerField(_("points (tenths)"))
    source = models.CharField(_("source"), max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "year", "kind", "code"], name="benchmark_once"),
            models.CheckConstraint(condition=Q(tenths__lte=10_000), name="benchmark_on_scale"),
        ]


class ToScore(SiteScoped):
    """A complete answer that is not counted yet, or has to be counted anew."""

    response = models.OneToOneField(Response, on_delete=models.CASCADE, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["site", "id"], name="to_score_next")]


class Scored(SiteScoped):
    """One respondent as counted, in hundredths of a point (see `rules.sums.Score`). `day`: the visit's delivery, else the answer.

    `tags`: {dimension: members} of the cells it belongs to, besides "all"; empty for an anonymous one, of whom nothing is known.
    """

    response = models.OneToOneField(Response, on_delete=models.CASCADE, related_name="scored")
    visit = models.ForeignKey(Visit, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    advisor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    day = models.DateField(_("day"))
    anonymous = models.BooleanField(_("anonymous"), default=False)
    factors = models.JSONField(default=dict)
    items = models.JSONField(default=dict)
    groups = models.JSONField(default=dict)
    words = models.JSONField(default=list)
    tags = models.JSONField(default=dict)
    recommend = models.PositiveSmallIntegerField(null=True)
    level = models.PositiveSmallIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["site", "day", "id"], name="scored_of_day"),
            models.Index(fields=["visit"], condition=Q(visit__isnull=False), name="scored_of_visit"),
        ]


class Cell(SiteScoped):
    """Sums of a month (its first day) over everybody ("all") or over one member of a dimension: an advisor, a technician, a kind of visit, a brand, a customer
    segment ("age:3-6", see `rules.segments`).

    `brief`: what an index needs of the sums over everybody, for pages that read those of many centres (`rules.sums.brief`).
    """

    class Dimension(models.TextChoices):
        ALL = "all", _("everybody")
        ADVISOR = "advisor", _("advisor")
        TECHNICIAN = "technician", _("technician")
        SEGMENT = "segment", _("kind of visit")
        BRAND = "brand", _("brand")
        CUSTOMER = "customer", _("customer segment")

    month = models.DateField()
    dimension = models.CharField(max_length=10, choices=Dimension.choices)
    member = models.CharField(max_length=60, blank=True)
    sums = models.JSONField(default=dict)
    brief = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "dimension", "member", "month"], name="cell_once")]
        indexes = [models.Index(fields=["site", "month", "dimension", "member"], name="cell_of_month")]


class SegmentSettings(SiteScoped, Stamped):
    """Which customer segments a site tells apart: the definitions in use, the lower ends of the bands of years and kilometres, from which visit on
    somebody is a regular. Without a row those of `rules.segments`."""

    used = models.JSONField(default=list)
    age_limits = models.JSONField(default=list)
    km_limits = models.JSONField(default=list)
    regular_from = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site"], name="segment_settings_once")]


class Study(SiteScoped):
    """What takes too long for a page: drivers, service quality in three columns, loyalty; computed by the background work from answers of `since` to `until`.

    `span`: which months, see `rules.periods.span_of`. `scored`: how many answers had been counted (at this site for the last twelve months, in its
    months for other spans), so that it is known when there is something new.
    """

    class Kind(models.TextChoices):
        DRIVERS = "drivers", _("key drivers")
        SERVQUAL = "servqual", _("service quality")
        LOYALTY = "loyalty", _("loyalty zones")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    span = models.CharField(max_length=12, default="year")
    since = models.DateField()
    until = models.DateField()
    computed_at = models.DateTimeField()
    n = models.PositiveIntegerField()
    scored = models.PositiveIntegerField()
    result = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "kind", "span"], name="study_once")]
