"""Imports: a table that somebody brings is read, matched, checked line by line, then entered whole or not at all."""
