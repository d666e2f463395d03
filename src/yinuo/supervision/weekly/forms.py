from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class AddressForm(forms.Form):
    """Where the report goes on Monday morning; empty: only to Today."""

    address = forms.EmailField(label=_("E-mail of the site manager"), required=False, max_length=254)
