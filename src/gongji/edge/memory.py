"""How a process that settles treats its memory."""

import gc

# A batch of 500 makes some ten thousand objects that all die with it; the collector's own thresholds would look
# through everything else for them hundreds of times.
OBJECTS_A_LOOK = 100_000
LOOKS_A_DEEPER_LOOK = 20


def settle_in() -> None:
    """Call when all that stays is loaded: the collector leaves that alone and looks at the rest more rarely."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_A_LOOK, LOOKS_A_DEEPER_LOOK, LOOKS_A_DEEPER_LOOK)
