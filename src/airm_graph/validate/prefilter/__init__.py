"""Finds, by SPARQL on a store, the nodes that may fail a shape: too many at times, never too few.

pySHACL is the authority on what is found. It is slow where most nodes are as they should be, and
most are: so each shape becomes an expression that is true wherever a node may fail, the engine is
asked where that is, and pySHACL looks at those nodes only. What SPARQL cannot tell for certain is
left to pySHACL whole.
"""

from .plan import Step, plan

__all__ = ["Step", "plan"]
