"""Pages for people: the same functions make those that ``serve`` answers and those of ``site``."""
