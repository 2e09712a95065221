"""Mappings as SSSOM: a table, or JSON."""
