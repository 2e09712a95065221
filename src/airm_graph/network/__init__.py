"""Views of the graph as networks, and what networkx measures on them.

>>> from airm_graph.network import VIEWS
>>> sorted(VIEWS)
['all', 'mappings', 'measures', 'works']
"""

from .everything import OVER
from .explanations import explain_between
from .files import FORMATS, write_network
from .groups import communities
from .labels import measure_labels
from .metrics import METRICS, centralities
from .options import VIEWS, NetworkOptions
from .structure import (
    articulation_points,
    bridges,
    components,
    single_points_of_failure,
    summary,
)
from .views import project

__all__ = [
    "FORMATS",
    "METRICS",
    "OVER",
    "VIEWS",
    "NetworkOptions",
    "articulation_points",
    "bridges",
    "centralities",
    "communities",
    "components",
    "explain_between",
    "measure_labels",
    "project",
    "single_points_of_failure",
    "summary",
    "write_network",
]
