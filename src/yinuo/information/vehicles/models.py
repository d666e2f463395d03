from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yinuo.core.events.models import Thread
from yinuo.core.sites.models import SiteScoped, Stamped
from yinuo.information.customers.models import Customer


class Vehicle(SiteScoped, Stamped):
    """A vehicle. `plate` and `vin` are kept upper case without separators; odd ones warn but are never refused.

    `thread` is the vehicle's own story: what was changed on its record, and when.
    """

    class Energy(models.TextChoices):
        PETROL = "petrol", _("petrol")
        DIESEL = "diesel", _("diesel")
        HYBRID = "hybrid", _("hybrid")
        ELECTRIC = "electric", _("electric")
        OTHER = "other", _("other")

    thread = models.OneToOneField(Thread, on_delete=models.PROTECT, related_name="vehicle")
    plate = models.CharField(_("plate"), max_length=16, blank=True)
    vin = models.CharField(_("VIN"), max_length=24, blank=True)
    make = models.CharField(_("make"), max_length=60, blank=True)
    model = models.CharField(_("model"), max_length=80, blank=True)
    year = models.PositiveSmallIntegerField(_("model year"), null=True, blank=True)
    colour = models.CharField(_("colour"), max_length=30, blank=True)
    engine = models.CharField(_("engine"), max_length=60, blank=True)
    energy = models.CharField(_("energy"), max_length=10, choices=Energy.choices, default=Energy.PETROL)
    mileage = models.PositiveIntegerField(_("mileage (km)"), null=True, blank=True)
    mileage_on = models.DateField(_("mileage read on"), null=True, blank=True)
    warranty_until = models.DateField(_("warranty until"), null=True, blank=True)
    insured_until = models.DateField(_("insured until"), null=True, blank=True)
    inspected_until = models.DateField(_("inspection valid until"), null=True, blank=True)
    next_service_on = models.DateField(_("next service"), null=True, blank=True)
    next_service_km = models.PositiveIntegerField(_("next service at (km)"), null=True, blank=True)
    notes = models.TextField(_("notes"), blank=True)

    class Meta:
        verbose_name = _("vehicle")
        constraints = [
            models.UniqueConstraint(fields=["site", "plate"], condition=~Q(plate=""), name="vehicle_plate_once"),
            models.UniqueConstraint(fields=["site", "vin"], condition=~Q(vin=""), name="vehicle_vin_once"),
        ]
        indexes = [models.Index(fields=["site", "-id"], name="vehicle_newest")]

    def __str__(self) -> str:
        return self.plate or self.vin or f"#{self.pk}"


class Relation(SiteScoped, Stamped):
    """A customer's part in a vehicle over time; several people may stand to one vehicle, `until` null = still."""

    class Part(models.TextChoices):
        OWNER = "owner", _("owner")
        DRIVER = "driver", _("driver")
        PAYER = "payer", _("payer")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="relations")
    vehicle = models.ForeignKey(Vehicle, on_delete=models.CASCADE, related_name="relations")
    part = models.CharField(_("part in the vehicle"), max_length=8, choices=Part.choices, default=Part.OWNER)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "vehicle", "part"], condition=Q(until=None), name="relation_once")]


class MileageReading(SiteScoped, Stamped):
    """The odometer at a moment. A lower one than before is kept too, since an instrument may have been changed."""

    vehicle = models.ForeignKey(Vehicle, on_delete=models.CASCADE, related_name="readings", db_index=False)
    km = models.PositiveIntegerField(_("km"))
    read_at = models.DateTimeField(_("read at"))

    class Meta:
        indexes = [models.Index(fields=["vehicle", "-read_at"], name="mileage_newest")]
