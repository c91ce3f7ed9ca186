"""The officers' page for hiding names from scorers and the board in a round."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import SignedInRequest, allow, grants_officers
from accounts.refusals import Refusal
from grants.actions.hidden_names import set_hidden_names
from grants.rules.hidden_names import WHAT_IS_HIDDEN, WHAT_IS_NOT_HIDDEN
from portal.components.refusals import show_problems
from portal.review.forms.hidden_names import HiddenNamesForm
from portal.review.pages.names import hidden_names_in_words
from portal.review.views.scorers import published_round
from portal.review.views.scoring_rounds import scoring_trail


@allow(grants_officers)
@require_http_methods(["GET", "HEAD", "POST"])
def hidden_names(request: SignedInRequest, slug: str) -> HttpResponse:
    """Who sees names, what hiding does, and what it can’t do."""
    competition = published_round(request, slug)
    initial = {"scorers": competition.hides_names_from_scorers, "board": competition.hides_names_from_board}
    form = HiddenNamesForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            changed = set_hidden_names(competition=competition, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, hidden_names_in_words(changed))
            return redirect("review:scoring_progress", slug)
    context = {
        "competition": competition,
        "form": form,
        "hidden": WHAT_IS_HIDDEN,
        "not_hidden": WHAT_IS_NOT_HIDDEN,
        "back": reverse("review:scoring_progress", args=[slug]),
        "trail": scoring_trail(competition, ("Hidden names", None)),
    }
    return TemplateResponse(request, "review/hidden_names.html", context)
