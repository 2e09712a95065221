"""Choosing among works or measures: smallest covers, contributions, overlap, single points."""

from .contributions import Contribution, contributions
from .covers import Chosen, Cover, smallest_cover
from .greedy import Step, greedy_curve
from .incidence import Incidence
from .overlap import Overlap, overlaps
from .single_points import SinglePoint, single_points

__all__ = [
    "Chosen",
    "Contribution",
    "Cover",
    "Incidence",
    "Overlap",
    "SinglePoint",
    "Step",
    "contributions",
    "greedy_curve",
    "overlaps",
    "single_points",
    "smallest_cover",
]
