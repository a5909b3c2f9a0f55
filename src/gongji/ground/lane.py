"""One of several lanes in which a long list is worked through at once, each with its own people."""

from gongji.ground.value import value


@value
class Lane:
    """A person is in the lane whose number is her identifier modulo `of`."""

    number: int = 0
    of: int = 1


ONLY = Lane()
