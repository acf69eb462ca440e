"""Refusal: the base of every "no, because…"."""


class Refusal(Exception):
    """An act that cannot go on, with the sentence that says why and how to go on.

    Raise a subclass, or this, with one translated sentence. The middleware shows it as a page, 409 unless `status` says
    else; nobody catches it to build a message. Where what stands in the way has a page, `see` is its address.
    """

    status = 409

    def __init__(self, sentence: object, *, see: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.see = see

    def __str__(self) -> str:
        return str(self.sentence)


class Gone(Refusal):
    """What was asked for stood there, and was removed meanwhile; raised by doors, for whoever could read it.

    Whoever may not know of it is told that there is nothing, as ever. `see` is where to go on.
    """

    status = 404
