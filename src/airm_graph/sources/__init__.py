"""Readers of upstream material, one module each; a reader yields records."""
