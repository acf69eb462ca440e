"""The terms of the vocabulary, one module a section."""
