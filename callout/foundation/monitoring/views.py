"""The health page, probes for machines, and metrics for Prometheus."""

from __future__ import annotations

import hmac

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from callout.foundation.monitoring import readings
from callout.foundation.ui.toasts import notify

SYSTEM_VIEW = "system.view"
_LOCAL = {"127.0.0.1", "::1"}


class Live(View):
    """The process answers."""

    public = "tells a load balancer that this process runs, and nothing else"

    def get(self, request: HttpRequest) -> JsonResponse:
        """Always 200."""
        return JsonResponse({"status": "ok"})


class Ready(View):
    """The process can work: its data base answers."""

    public = "tells a load balancer whether to send requests here, and nothing else"

    def get(self, request: HttpRequest) -> JsonResponse:
        """200, or 503 without a data base."""
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except DatabaseError:
            return JsonResponse({"status": "no data base"}, status=503)
        return JsonResponse({"status": "ok"})


class Health(View):
    """Everything an operator looks at first."""

    permission = SYSTEM_VIEW

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page."""
        context = {
            "database": readings.data_base(),
            "queues": readings.queues(),
            "failures": readings.failures(),
            "workers": readings.workers(),
            "periodic": readings.periodic_runs(),
            "disk": readings.disk(),
            "backups": readings.backups(),
        }
        context["problems"] = _problems(context)
        response = render(request, "monitoring/health.html", context)
        response["Cache-Control"] = "no-store"
        return response


def _problems(found: dict[str, object]) -> list[str]:
    """What is not in order, the worst first."""
    said = []
    if not any(alive for _pk, _seen, alive in found["workers"]):  # type: ignore[attr-defined]
        said.append(_("No worker runs: messages, dispatch and clocks stand still."))
    for queue in found["queues"]:  # type: ignore[attr-defined]
        if queue.waits >= readings.BACKLOG:
            said.append(_("Jobs pile up in queue %(name)s.") % {"name": queue.name})
    if found["failures"]:
        said.append(_("Failed jobs wait for a decision."))
    if not found["disk"].ok:  # type: ignore[attr-defined]
        said.append(_("Less than a tenth of the disk is free."))
    if not found["database"].ok:  # type: ignore[attr-defined]
        said.append(_("The data base runs out of connections."))
    backups = found["backups"]
    if not backups or not backups[0].ok:  # type: ignore[index]
        said.append(_("No backup of the last day."))
    return said


class Retry(View):
    """Try a failed job again."""

    permission = SYSTEM_VIEW

    def post(self, request: HttpRequest, job: int) -> HttpResponse:
        """Queue it and go back."""
        if readings.retry(job):
            notify(request, _("Job %(id)d is queued again.") % {"id": job})
        else:
            notify(request, _("Job %(id)d is not failed any more.") % {"id": job}, level="info")
        return HttpResponseRedirect(reverse("monitoring:health"))


class Metrics(View):
    """Prometheus metrics of this process and of the job queues."""

    public = "for the Prometheus server: by its token, or from this machine when no token is set"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Text format."""
        if not _may_scrape(request):
            return HttpResponseForbidden("metrics: wrong token\n", content_type="text/plain")
        return HttpResponse(generate_latest() + generate_latest(_queue_gauges()), content_type=CONTENT_TYPE_LATEST)


def _may_scrape(request: HttpRequest) -> bool:
    """With a token only its bearer; without one only a direct request of this machine, never one through a proxy."""
    if settings.METRICS_TOKEN:
        return hmac.compare_digest(request.headers.get("Authorization", ""), f"Bearer {settings.METRICS_TOKEN}")
    return request.META.get("REMOTE_ADDR") in _LOCAL and "X-Forwarded-For" not in request.headers


def _queue_gauges() -> CollectorRegistry:
    registry = CollectorRegistry()
    jobs = Gauge("callout_jobs", "Unfinished background jobs.", ["queue", "status"], registry=registry)
    waits = Gauge("callout_job_wait_seconds", "How long the first due job waits.", ["queue"], registry=registry)
    for queue in readings.queues():
        for status in ("todo", "doing", "failed"):
            jobs.labels(queue.name, status).set(getattr(queue, status))
        waits.labels(queue.name).set(queue.waits.total_seconds())
    alive = Gauge("callout_workers", "Workers that gave a sign of life within a minute.", registry=registry)
    alive.set(sum(1 for _pk, _seen, fresh in readings.workers() if fresh))
    return registry
