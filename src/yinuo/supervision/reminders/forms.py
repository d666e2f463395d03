from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import Reminder, ReminderSettings


class ReminderFilter(forms.Form):
    """Which reminders, and whose: by a piece of the plate or of the name."""

    q = forms.CharField(label=_("Plate or name"), max_length=40, required=False)
    which = forms.ChoiceField(
        label=_("Which reminders"),
        choices=[
            ("", _("To remind now")),
            ("overdue", _("overdue")),
            ("later", _("Later")),
            ("booked", _("Booked")),
            ("over", _("No longer called")),
        ],
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["q"].widget.attrs["placeholder"] = self.fields["q"].label


class ContactForm(forms.Form):
    """How a call ended; the day counts where the customer said when."""

    outcome = forms.ChoiceField(label=_("How did the call end?"), choices=Reminder.Outcome.choices, widget=forms.RadioSelect)
    again_on = forms.DateField(label=_("Call again on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    note = forms.CharField(label=_("Note"), max_length=2000, required=False)


class SettingsForm(forms.ModelForm):
    class Meta:
        model = ReminderSettings
        fields = ("lead_days", "quiet_after", "km_a_day")

    lead_days = forms.IntegerField(label=_("Remind so many days before"), min_value=0, max_value=120)
    quiet_after = forms.IntegerField(label=_("No more than so many contacts"), min_value=1, max_value=20)
    km_a_day = forms.IntegerField(label=_("Kilometres a day of a car that has no readings of its own"), min_value=1, max_value=500)
