"""Process metrics in Prometheus format."""

from __future__ import annotations

from prometheus_client import Histogram

requests = Histogram(
    "callout_request_seconds",
    "Time to answer a request.",
    ["method", "route", "status"],
    buckets=(0.01, 0.025, 0.05, 0.08, 0.15, 0.3, 0.6, 1.2, 3.0),
)
