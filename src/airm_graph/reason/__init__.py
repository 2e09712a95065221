"""OWL 2 DL reasoning over the vocabulary with a graph, by HermiT or Pellet through owlready2."""

from .given import ReasonerError
from .inferences import Inferences
from .inferred_graph import as_text, format_of, inferred_quads
from .justification import Justification, terms_of
from .manchester import spell
from .reasoner import REASONERS, Reasoner
from .sayings import Sayings
from .verdict import Verdict, reason

__all__ = [
    "REASONERS",
    "Inferences",
    "Justification",
    "Reasoner",
    "ReasonerError",
    "Sayings",
    "Verdict",
    "as_text",
    "format_of",
    "inferred_quads",
    "reason",
    "spell",
    "terms_of",
]
