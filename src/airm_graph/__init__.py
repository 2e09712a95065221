"""Turns AI-risk governance frameworks into one knowledge graph and finds what they leave uncovered."""

from .resources import program_version

__version__ = program_version()

__all__ = ["__version__"]
