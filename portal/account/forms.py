"""Forms for signing in, passwords, accepting an invitation, and a person's own settings."""

from typing import TYPE_CHECKING

from allauth.account import forms as allauth_forms
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as webauthn_forms
from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import actions
from accounts.actions import security
from accounts.models import User
from accounts.rules import problems_with_name

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def _in_our_words(field: forms.Field, label: "str | _StrPromise", required: "str | _StrPromise") -> None:
    """Gives a field of allauth's the portal's label and its message for a missing value."""
    field.label, field.error_messages["required"] = label, required


class SignInForm(allauth_forms.LoginForm):
    """Email and password."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _in_our_words(self.fields["login"], _("Email"), _("Enter your email address"))
        _in_our_words(self.fields["password"], _("Password"), _("Enter your password"))
        self.fields["remember"].label = _("Keep me signed in")


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    """The current password and, twice, the new one."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _in_our_words(self.fields["oldpassword"], _("Current password"), _("Enter your current password"))
        _in_our_words(self.fields["password1"], _("New password"), _("Enter a new password"))
        _in_our_words(self.fields["password2"], _("Confirm new password"), _("Enter the new password again"))


class ResetPasswordForm(allauth_forms.ResetPasswordForm):
    """The address that gets a link to a new password."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _in_our_words(self.fields["email"], _("Email"), _("Enter your email address"))

    def save(self, request: HttpRequest, **kwargs: object) -> str:
        """Asks for the link. The log has the request, whether or not there is an account."""
        security.record_reset_request(email=self.cleaned_data["email"], at=timezone.now())
        email: str = super().save(request, **kwargs)
        return email


class NewPasswordForm(allauth_forms.ResetPasswordKeyForm):
    """The new password, twice, behind the link of a reset."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _in_our_words(self.fields["password1"], _("New password"), _("Enter a new password"))
        _in_our_words(self.fields["password2"], _("Confirm new password"), _("Enter the new password again"))

    def save(self) -> None:
        """Saves the password. The address is verified with it: the link was sent there."""
        super().save()
        actions.verify_address_by_reset(person=self.user, at=timezone.now())


class AddKeyForm(webauthn_forms.AddWebAuthnForm):
    """A key's name, and whether it signs a person in without a password."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].label = _("Sign in with this key and no password (passkey)")
        self.fields["passwordless"].help_text = _("Your device will also ask for your fingerprint, face, or PIN.")


class CodeForm(mfa_forms.AuthenticateForm):
    """The code of the second step. A wrong one is in the log."""

    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:
        super()._emit_authentication_failed(authenticator)
        security.record_security_event(person=self.user, event="code_failed", at=timezone.now())


class ConfirmCodeForm(mfa_forms.ReauthenticateForm):
    """The code with which a person confirms a change. A wrong one is in the log."""

    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:
        super()._emit_authentication_failed(authenticator)
        security.record_security_event(person=self.user, event="code_failed", at=timezone.now())


class AcceptInvitationForm(forms.Form):
    """The name and password of a person who accepts an invitation."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter your name")},
    )
    password = forms.CharField(
        label=_("New password"),
        strip=False,
        max_length=1000,
        help_text=_("At least 12 characters. A few words in a row are easy to remember and hard to guess."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Enter a password")},
    )
    again = forms.CharField(
        label=_("Confirm password"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Enter the password again")},
    )

    def __init__(
        self, data: QueryDict | None = None, *, person: User, initial: dict[str, object] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        self.person = person

    def clean_name(self) -> str:
        """The name. Refuses one with a web address, before the invitation is used."""
        name: str = self.cleaned_data["name"]
        if problems := problems_with_name(" ".join(name.split())):
            raise ValidationError(problems)
        return name

    def clean_password(self) -> str:
        """The password. Refuses one that is too short, too common, or too much like the person's name."""
        password = self.cleaned_data["password"]
        password_validation.validate_password(password, self.person)
        return password

    def clean(self) -> None:
        """Refuses two passwords that differ."""
        password, again = self.cleaned_data.get("password"), self.cleaned_data.get("again")
        if password and again and password != again:
            self.add_error("again", ValidationError(_("The passwords don’t match. Enter the same password twice.")))


class SettingsForm(forms.Form):
    """A person's own name, whether single keys work as shortcuts, and whether emails come once a day."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter your name")},
    )
    has_shortcuts = forms.BooleanField(
        label=_("Keyboard shortcuts"),
        required=False,
        help_text=_(
            "Single keys on the review desk, such as ? for help. Turn them off if they interfere with speech input or "
            "a screen reader."
        ),
    )
    has_daily_email = forms.BooleanField(
        label=_("Send me one email a day"),
        required=False,
        help_text=_(
            "Messages that can wait come together, once a day. Requests to sign, deadlines within 48 hours, "
            "receipts, and emails about your account always come right away."
        ),
    )
