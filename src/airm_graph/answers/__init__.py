"""Answers as values: what the commands print and what Python gives, one function for both.

Each takes a build and what is asked of it, and returns a :class:`..render.result.Result`, or an
:class:`..render.account.Account` where one thing is told of in sentences.
"""
