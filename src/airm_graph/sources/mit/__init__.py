"""Readers of the databases of the MIT AI Risk Initiative."""
