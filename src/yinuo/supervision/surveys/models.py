from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yinuo.core.pictures.models import Picture
from yinuo.core.sites.models import SiteScoped, Stamped
from yinuo.information.customers.models import Customer
from yinuo.operations.visits.models import Visit

from . import rules


class Questionnaire(SiteScoped, Stamped):
    """What a site asks about one thing. Its words stand in its versions."""

    class Kind(models.TextChoices):
        CSI = "csi", _("satisfaction index")
        SERVQUAL = "servqual", _("service quality in three columns")
        FAIRNESS = "fairness", _("fairness after a complaint")
        IMPORTANCE = "importance", _("what matters most")
        QUICK = "quick", _("quick question")

    code = models.SlugField(_("code"), max_length=40)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    name = models.CharField(pgettext_lazy("survey", "name"), max_length=120)

    class Meta:
        verbose_name = _("questionnaire")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["site", "code"], name="questionnaire_code_once")]

    def __str__(self) -> str:
        return self.name


class QuestionnaireVersion(SiteScoped, Stamped):
    """A questionnaire as it was asked. A published one never changes: `fingerprint` is that of its questions when it was published.

    `titles`, `intros`, `thanks`: {language: text}.
    """

    FLOW = rules.VERSION_FLOW

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("questionnaire", "draft")
        PUBLISHED = "published", pgettext_lazy("questionnaire", "published")
        RETIRED = "retired", pgettext_lazy("questionnaire", "retired")

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    languages = models.JSONField(_("languages"), default=list)
    titles = models.JSONField(_("title"), default=dict)
    intros = models.JSONField(_("introduction"), default=dict, blank=True)
    thanks = models.JSONField(_("thanks"), default=dict, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "number"], name="questionnaire_version_once"),
            models.UniqueConstraint(fields=["questionnaire"], condition=Q(state="draft"), name="questionnaire_draft_once"),
            models.UniqueConstraint(fields=["questionnaire"], condition=Q(state="published"), name="questionnaire_published_once"),
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire} {self.number}"


class Question(SiteScoped):
    """One question of a version. `texts` and `hints`: {language: text}; `options`: [{"code", "texts"}]; `show_if`: see `rules.holds`.

    What it is for: `factor` of the index, `dimension` of service quality, `aspect` of quality, what `decides` satisfaction, `expectation_source`;
    `key` is the same in all versions, so that answers are compared over the years.
    """

    class Kind(models.TextChoices):
        SCALE10 = "scale10", _("1 to 10")
        SCALE5 = "scale5", _("five levels")
        RECOMMEND = "recommend", _("0 to 10, would recommend")
        YES_NO = "yes_no", _("yes or no")
        CHOICE = "choice", _("choice")
        TEXT = "text", _("own words")
        PHOTO = "photo", _("photo")
        THREE_COLUMNS = "three_columns", _("desired, adequate, perceived")

    class Factor(models.TextChoices):
        PROBLEMS = "problems", _("problems experienced")
        IN_SERVICE = "in_service", _("in-service experience")
        ADVISOR = "advisor", _("service advisor")
        FRIENDLINESS = "friendliness", _("friendliness")
        QUALITY = "quality", _("service quality")
        PICK_UP = "pick_up", _("vehicle pick-up")
        INITIATION = "initiation", _("service initiation")

    class Dimension(models.TextChoices):
        RELIABILITY = "reliability", _("reliability")
        RESPONSIVENESS = "responsiveness", _("responsiveness")
        ASSURANCE = "assurance", _("assurance")
        EMPATHY = "empathy", _("empathy")
        TANGIBLES = "tangibles", _("tangibles")

    class Aspect(models.TextChoices):
        WHAT = "what", _("what the customer got")
        HOW = "how", _("how it was done")
        IMAGE = "image", _("image of the firm")

    class Decides(models.TextChoices):
        EMOTION = "emotion", _("emotion")
        ATTRIBUTION = "attribution", _("attribution")
        FAIRNESS = "fairness", _("fairness")
        INFLUENCE = "influence", _("influence of others")

    class Source(models.TextChoices):
        COMMUNICATION = "communication", _("what the firm said")
        IMAGE = "image", _("image of the firm")
        WORD_OF_MOUTH = "word_of_mouth", _("word of mouth and past experience")
        NEEDS = "needs", _("personal needs")

    version = models.ForeignKey(QuestionnaireVersion, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField(_("position"))
    key = models.SlugField(_("key"), max_length=40)
    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices)
    texts = models.JSONField(_("text"), default=dict)
    hints = models.JSONField(_("ends of the scale"), default=dict, blank=True)
    options = models.JSONField(_("options"), default=list, blank=True)
    many = models.BooleanField(_("several answers"), default=False)
    factor = models.CharField(_("factor"), max_length=12, choices=Factor.choices, blank=True)
    dimension = models.CharField(_("dimension"), max_length=16, choices=Dimension.choices, blank=True)
    aspect = models.CharField(_("aspect"), max_length=8, choices=Aspect.choices, blank=True)
    decides = models.CharField(_("decides satisfaction"), max_length=12, choices=Decides.choices, blank=True)
    expectation_source = models.CharField(_("source of expectation"), max_length=14, choices=Source.choices, blank=True)
    optional = models.BooleanField(_("may be left out"), default=False)
    show_if = models.JSONField(_("asked only if"), default=dict, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="question_key_once"),
            models.UniqueConstraint(fields=["version", "position"], name="question_position_once"),
        ]

    def __str__(self) -> str:
        return self.key


class Wave(SiteScoped, Stamped):
    """Who is asked one version of a questionnaire, when and how often. `share`: per mille that are drawn; `quota`: answers after which nobody more is asked."""

    FLOW = rules.WAVE_FLOW

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("wave", "planned")
        OPEN = "open", pgettext_lazy("wave", "open")
        CLOSED = "closed", pgettext_lazy("wave", "closed")

    class Trigger(models.TextChoices):
        DELIVERED = "delivered", _("after a delivered visit")
        COMPLAINT_CLOSED = "complaint_closed", _("after a closed complaint")
        RECOVERY = "recovery", _("some time after a recovery")
        QUARTER = "quarter", _("customers of the quarter")
        BY_HAND = "by_hand", _("by hand")

    class Audience(models.TextChoices):
        CUSTOMERS = "customers", _("customers")
        MANAGERS = "managers", _("managers")

    version = models.ForeignKey(QuestionnaireVersion, on_delete=models.PROTECT, related_name="waves", db_index=False)
    name = models.CharField(pgettext_lazy("survey", "name"), max_length=120)
    trigger = models.CharField(_("trigger"), max_length=16, choices=Trigger.choices)
    audience = models.CharField(_("who is asked"), max_length=10, choices=Audience.choices, default=Audience.CUSTOMERS)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.PLANNED)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    share = models.PositiveSmallIntegerField(_("share drawn (per mille)"), default=1000)
    delay_hours = models.PositiveSmallIntegerField(_("hours after the trigger"), default=24)
    quarantine_days = models.PositiveSmallIntegerField(_("days in which nobody is asked twice"), default=90)
    remind_after_days = models.PositiveSmallIntegerField(_("remind after days (0: never)"), default=5)
    link_days = models.PositiveSmallIntegerField(_("days that a link lives"), default=30)
    quota = models.PositiveIntegerField(_("answers wanted"), null=True, blank=True)
    anonymous = models.BooleanField(_("anonymous"), default=False)
    drawn_until = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("survey wave")
        constraints = [
            models.CheckConstraint(condition=Q(starts_on__lte=F("ends_on")), name="wave_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(share__lte=1000), name="wave_share_is_per_mille"),
        ]
        indexes = [
            models.Index(fields=["site", "-starts_on", "-id"], name="wave_newest"),
            models.Index(fields=["site", "trigger"], condition=Q(state="open"), name="wave_open"),
            models.Index(fields=["version"], name="wave_of_version"),
        ]

    def __str__(self) -> str:
        return self.name


class Invitation(SiteScoped, Stamped):
    """Somebody is asked to answer a wave, through a link whose token is kept as a hash; `seed` with the program's secret gives the token again.

    Of an anonymous wave it knows that it was answered, but not when, and not with what. `reference`: what it is about ("visit:12", "complaint:3").
    """

    # put on it by the queries of a page
    answered_id: Any
    bad: Any

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("invitation", "to be sent")
        SENT = "sent", pgettext_lazy("invitation", "sent")
        OPENED = "opened", pgettext_lazy("invitation", "opened")
        ANSWERED = "answered", pgettext_lazy("invitation", "answered")
        EXPIRED = "expired", pgettext_lazy("invitation", "expired")
        CANCELLED = "cancelled", pgettext_lazy("invitation", "cancelled")

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="invitations", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="invitations", db_index=False)
    visit = models.ForeignKey(Visit, null=True, on_delete=models.PROTECT, related_name="invitations", db_index=False)
    advisor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    reference = models.CharField(max_length=60, blank=True)
    channel = models.CharField(_("channel"), max_length=10, choices=Customer.Channel.choices)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    seed = models.CharField(max_length=32)
    token_hash = models.CharField(max_length=64, unique=True)
    send_at = models.DateTimeField(_("to be sent from"))
    sent_at = models.DateTimeField(_("sent"), null=True)
    opened_at = models.DateTimeField(_("opened"), null=True)
    reminded_at = models.DateTimeField(_("reminded"), null=True)
    expires_at = models.DateTimeField(_("link ends"))

    class Meta:
        verbose_name = _("invitation")
        constraints = [models.UniqueConstraint(fields=["wave", "customer", "reference"], name="invitation_once")]
        indexes = [
            models.Index(fields=["wave", "state"], name="invitation_of_wave"),
            models.Index(fields=["customer", "-created_at"], name="invitation_of_customer"),
            models.Index(fields=["site", "created_at"], name="invitation_newest"),
            models.Index(fields=["visit"], condition=Q(visit__isnull=False), name="invitation_of_visit"),
            models.Index(fields=["site", "send_at", "id"], condition=Q(state="waiting"), name="invitation_to_send"),
            models.Index(fields=["site", "expires_at"], condition=Q(state__in=("waiting", "sent", "opened")), name="invitation_running"),
        ]


class Response(SiteScoped):
    """Somebody's answers to a wave; complete with `completed_at`. An anonymous one knows nobody: no invitation, visit, customer, advisor, device.

    `once_key` tells what comes once: a row of an import, a manager.
    `from_inside`: came from the centre's own network; `device`: a hash that tells devices apart; `pattern`: equal for sheets with equal numbers.
    `overall`, `recommend`, `negative` are copied from the answers when it is complete.
    """

    # put on it by the queries of a page
    shown: Any

    class Channel(models.TextChoices):
        LINK = "link", _("link")
        QR = "qr", _("QR code")
        TABLET = "tablet", _("tablet")
        PHONE = "phone", _("phone call")
        IMPORT = "import", _("import")

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="responses", db_index=False)
    version = models.ForeignKey(QuestionnaireVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    anonymous = models.BooleanField(_("anonymous"), default=False)
    invitation = models.OneToOneField(Invitation, null=True, on_delete=models.PROTECT, related_name="response")
    visit = models.ForeignKey(Visit, null=True, on_delete=models.PROTECT, related_name="responses", db_index=False)
    customer = models.ForeignKey(Customer, null=True, on_delete=models.PROTECT, related_name="responses", db_index=False)
    advisor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices)
    language = models.CharField(_("language"), max_length=10)
    started_at = models.DateTimeField(_("started"))
    completed_at = models.DateTimeField(_("completed"), null=True)
    seconds = models.PositiveIntegerField(_("seconds"), null=True)
    from_inside = models.BooleanField(_("from inside the building"), default=False)
    device = models.CharField(max_length=64, blank=True)
    token_hash = models.CharField(max_length=64, unique=True, null=True)
    once_key = models.CharField(max_length=64, null=True)
    pattern = models.CharField(max_length=16, blank=True)
    overall = models.PositiveSmallIntegerField(_("overall satisfaction"), null=True)
    recommend = models.PositiveSmallIntegerField(_("would recommend"), null=True)
    negative = models.BooleanField(_("a bad word"), default=False)

    class Meta:
        verbose_name = _("survey answer")
        constraints = [
            models.UniqueConstraint(fields=["wave", "once_key"], name="response_once"),
            models.CheckConstraint(
                condition=Q(anonymous=False) | Q(invitation=None, visit=None, customer=None, advisor=None, taken_by=None, device=""),
                name="response_anonymous_knows_nobody",
            ),
        ]
        indexes = [
            models.Index(fields=["site", "-id"], name="response_newest"),
            models.Index(fields=["site", "completed_at"], condition=Q(completed_at__isnull=False), name="response_completed"),
            models.Index(fields=["wave", "completed_at"], name="response_of_wave"),
            models.Index(fields=["customer", "-id"], condition=Q(customer__isnull=False), name="response_of_customer"),
            models.Index(fields=["visit"], condition=Q(visit__isnull=False), name="response_of_visit"),
            models.Index(fields=["site", "advisor", "-id"], condition=Q(advisor__isnull=False), name="response_of_advisor"),
        ]


class Answer(SiteScoped):
    """One answer; of a three-column question one for each column. A choice keeps the option's code in `text` (codes of several, by spaces)."""

    class Column(models.TextChoices):
        PERCEIVED = "perceived", _("perceived")
        DESIRED = "desired", _("desired")
        ADEQUATE = "adequate", _("adequate")

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="answers", db_index=False)
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers", db_index=False)
    column = models.CharField(max_length=10, choices=Column.choices, default=Column.PERCEIVED)
    value = models.PositiveSmallIntegerField(_("value"), null=True)
    text = models.TextField(_("text"), blank=True)
    picture = models.ForeignKey(Picture, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["response", "question", "column"], name="answer_once")]
        indexes = [models.Index(fields=["question", "value"], name="answer_of_question")]


class SurveySettings(SiteScoped, Stamped):
    """How a site asks: `inside_networks` are its own (answers from there are marked), as "203.0.113.0/24"."""

    inside_networks = models.JSONField(_("networks of the building"), default=list, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site"], name="survey_settings_once")]


class SurveyImport(SiteScoped, Stamped):
    """A spreadsheet of answers on its way into a wave: read by the worker in portions, so that a page can tell how far it is."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("import", "waits to be read")
        RUNNING = "running", pgettext_lazy("import", "is being read")
        DONE = "done", pgettext_lazy("import", "done")
        STOPPED = "stopped", pgettext_lazy("import", "stopped")
        FAILED = "failed", pgettext_lazy("import", "could not be read")

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="imports", db_index=False)
    filename = models.CharField(_("file"), max_length=120)
    path = models.CharField(max_length=160)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    total = models.PositiveIntegerField(_("rows"), default=0)
    done = models.PositiveIntegerField(_("rows read"), default=0)
    kept = models.PositiveIntegerField(_("rows kept"), default=0)
    repeated = models.PositiveIntegerField(_("rows known before"), default=0)
    wrong = models.PositiveIntegerField(_("rows that are wrong"), default=0)
    errors = models.JSONField(default=list, blank=True)
    problem = models.CharField(max_length=240, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["wave", "-id"], name="survey_import_of_wave"),
            models.Index(fields=["site", "id"], condition=Q(state__in=("waiting", "running")), name="survey_import_open"),
        ]
