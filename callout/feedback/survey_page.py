"""The customer's page behind the survey link."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from callout.accounts.access import public
from callout.cases.links import tracking_url
from callout.feedback import services
from callout.feedback.models import Survey
from callout.foundation.errors import BusinessError


@public("the customer's own link, with a token nobody can guess")
class SurveyPage(View):
    """Stars, solved or not, a word. After the answer: what happens next."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """The form, the thanks, or 410 when the link has ended."""
        survey = self._survey(token)
        if survey.expires_at <= timezone.now():
            return render(request, "feedback/survey_ended.html", status=410)
        if survey.answered_at and "change" not in request.GET:
            return render(request, "feedback/thanks.html", {"survey": survey, "tracking": tracking_url(survey.case_id)})
        answer = {
            "rating": str(survey.rating or ""),
            "solved": {True: "yes", False: "no", None: ""}[survey.solved],
            "comment": survey.comment,
        }
        return self._form(survey, answer, 200)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Take the answer; the same answer again changes nothing."""
        survey = self._survey(token)
        answer = {name: request.POST.get(name, "") for name in ("rating", "solved", "comment")}
        if answer["solved"] not in ("yes", "no") or answer["rating"] not in tuple("12345"):
            return self._form(survey, answer, 422, _("Choose whether it is solved, and one to five stars."))
        try:
            services.answer_survey(
                actor=None,
                token=token,
                rating=int(answer["rating"]),
                solved=answer["solved"] == "yes",
                comment=answer["comment"],
            )
        except BusinessError as error:
            if error.code == "survey_expired":
                return render(request, "feedback/survey_ended.html", status=410)
            return self._form(survey, answer, error.status, str(error.message))
        return HttpResponseRedirect(request.path)

    def _survey(self, token: str) -> Survey:
        survey = Survey.objects.select_related("case").filter(token=token).first()
        if survey is None:
            raise Http404
        return survey

    def _form(self, survey: Survey, answer: dict[str, Any], status: int, error: str = "") -> HttpResponse:
        context = {"survey": survey, "answer": answer, "error": error}
        return render(self.request, "feedback/survey.html", context, status=status)
