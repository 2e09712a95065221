"""Counts and times of a server, in the format of Prometheus."""

from __future__ import annotations

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from .pool import Pool

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """What is counted; one registry a server, so that two servers do not mix."""

    media_type = "text/plain; version=0.0.4; charset=utf-8"

    def __init__(self, pools: dict[str, Pool]) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "airm_requests", "Requests answered.", ["route", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "airm_request_seconds",
            "From the request to the first byte of its answer.",
            ["route"],
            buckets=SECONDS,
            registry=self.registry,
        )
        self.registry.register(_Pools(pools))

    def text(self) -> bytes:
        """All of it."""
        return generate_latest(self.registry)


class _Pools(Collector):
    def __init__(self, pools: dict[str, Pool]) -> None:
        self.pools = pools

    def collect(self) -> Iterable[GaugeMetricFamily | CounterMetricFamily]:
        """Asked at every reading, so that nothing has to be kept up to date."""
        jobs = GaugeMetricFamily("airm_jobs", "Jobs and processes now.", labels=["pool", "state"])
        ended = CounterMetricFamily("airm_jobs_ended", "Jobs ended.", labels=["pool", "status"])
        for name, pool in self.pools.items():
            for state, count in pool.load.items():
                jobs.add_metric([name, state], count)
            ended.add_metric([name, "200"], pool.counts.answered)
            ended.add_metric([name, "503"], pool.counts.refused)
            for status, count in pool.counts.ended.items():
                ended.add_metric([name, str(status)], count)
        return [jobs, ended]
