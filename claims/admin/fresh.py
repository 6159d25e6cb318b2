"""Asking, at the very moment, for what one logs in with: before what can't be brought back, or opens the account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import authenticate

from claims.access.second_factor import factor_of, is_right

CODE_HELP = "Six digits of your authenticator app, or one of your recovery codes."


def code_field() -> forms.CharField:
    attributes = {"autocomplete": "one-time-code", "class": "vTextField", "spellcheck": "false", "dir": "ltr"}
    return forms.CharField(
        max_length=60,
        help_text=CODE_HELP,
        widget=forms.TextInput(attrs=attributes),
        error_messages={"required": "Type a code."},
    )


class FreshForm(forms.Form):
    """The password once more, and a code where the account has a second factor. Tries count as those of a log-in."""

    password = forms.CharField(
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "class": "vTextField"}),
        help_text="Yours, once more.",
        strip=False,
    )

    def __init__(self, *args: Any, request: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._request = request
        if factor_of(request.user) is not None:
            self.fields["code"] = code_field()

    def clean_password(self) -> str:
        given: str = self.cleaned_data["password"]
        user = authenticate(self._request, username=self._request.user.get_username(), password=given)
        if user is None or user.pk != self._request.user.pk:
            raise forms.ValidationError("That is not your password.")
        return given

    def clean_code(self) -> str:
        """Looked at with the right password alone, so that none is used up in vain."""
        given: str = self.cleaned_data["code"]
        if "password" in self.cleaned_data and not is_right(self._request, self._request.user, given):
            raise forms.ValidationError("That code is not right, or was used before.")
        return given
