"""Answers as text, tables and pages."""
