"""Refusal: the base of every "no, because…"."""


class Refusal(Exception):
    """An act that cannot go on, with the sentence that says why and how to go on.

    Raise a subclass, or this, with one translated sentence. The middleware shows it as a 409 page;
    nobody catches it to build a message. Where what stands in the way has a page, `see` is its address.
    """

    def __init__(self, sentence: object, *, see: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.see = see

    def __str__(self) -> str:
        return str(self.sentence)
