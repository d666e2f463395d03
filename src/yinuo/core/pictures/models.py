from __future__ import annotations

from django.db import models

from yinuo.core.events.models import Thread
from yinuo.core.sites.models import SiteScoped, Stamped


class Picture(SiteScoped, Stamped):
    """A picture taken at the centre, kept outside any open folder and served by a view with rights.

    `path` is below MEDIA_ROOT and named by the content, so that the same picture attached twice is one file; `subject_*` says what it shows
    (a damage mark, a finding, a signature), loosely, since any slice may attach one. A removed picture keeps its row and file, for undo.
    """

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="pictures")
    kind = models.CharField(max_length=20)
    subject_type = models.CharField(max_length=40, blank=True)
    subject_id = models.BigIntegerField(null=True)
    path = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField(max_length=40)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    note = models.CharField(max_length=240, blank=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "thread", "sha256", "kind", "subject_type", "subject_id"], name="picture_once")
        ]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="picture_of_subject")]
