"""Imports, from the bytes of a file to the registers and back."""
