"""AI-risk governance frameworks as one knowledge graph, and what they leave uncovered."""

from .resources import program_version

__version__ = program_version()

__all__ = ["__version__"]
