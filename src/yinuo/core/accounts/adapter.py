from allauth.account.adapter import DefaultAccountAdapter


class ClosedAdapter(DefaultAccountAdapter):
    """People are added by the centre, never by themselves."""

    def is_open_for_signup(self, request) -> bool:
        return False
