"""Refusal: the base of every "no, because…"."""


class Refusal(Exception):
    """An act that cannot go on, with the sentence that says why and how to go on.

    Raise a subclass, or this, with one translated sentence. The middleware shows it as a 409 page;
    nobody catches it to build a message.
    """

    def __init__(self, sentence: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)
