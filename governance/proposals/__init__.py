"""Proposals: texts and their versions, discussion, and the two exits: withdrawn or settled."""
