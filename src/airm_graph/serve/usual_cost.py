"""What jobs took when they were asked before; it tells whom to trust when many ask at once."""

from __future__ import annotations

from collections import OrderedDict

TRUSTED = 2.0  # seconds of processor time; what took more gets no trust
SLACK = 1.0  # seconds on top of twice what it took: a fresh process reads all anew
REMEMBERED = 4096  # jobs


class UsualCost:
    """The cost of the jobs that ended last, as far as it was small.

    >>> usual = UsualCost()
    >>> usual.learn(b"ASK {}", 0.01)
    >>> usual.allowance(b"ASK {}")
    1.02
    >>> usual.allowance(b"ASK { ?s ?p ?o }") is None
    True
    """

    def __init__(self) -> None:
        self._costs: OrderedDict[int, float] = OrderedDict()

    def allowance(self, message: bytes) -> float | None:
        """Seconds of processor time that a job may take; None where nothing is known of it."""
        cost = self._costs.get(hash(message))
        return None if cost is None else 2 * cost + SLACK

    def learn(self, message: bytes, cost: float) -> None:
        """Remember what a job took.

        Args:
            message: The job.
            cost: Seconds of processor time.
        """
        key = hash(message)
        self._costs.pop(key, None)
        if cost <= TRUSTED:
            self._costs[key] = cost
            if len(self._costs) > REMEMBERED:
                self._costs.popitem(last=False)
