from __future__ import annotations

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import make_password

from .models import User


class EmployeeBackend(ModelBackend):
    """Sign in by employee number where the user name is asked for."""

    def authenticate(self, request, username=None, password=None, **kwargs):
        if not username or password is None:
            return None
        person = User.objects.filter(employee_number=username).first()
        if person is None:
            make_password(password)  # take as long as for a known number
            return None
        return person if person.check_password(password) and self.user_can_authenticate(person) else None
