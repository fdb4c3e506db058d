"""What runs the network. A backend is small: pieces in, scores out; all else is shared."""

from __future__ import annotations

from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]
IntArray = NDArray[np.int64]
Precision = Literal["auto", "f32", "bf16"]


class Backend(Protocol):
    """One forward pass. Rows are independent: a row's result does not depend on the other rows."""

    def run(self, ids: IntArray, mask: IntArray) -> tuple[FloatArray, FloatArray]:
        """``ids`` and ``mask`` int64 ``(b, t)``; returns tags float32 ``(b, t, tags)`` and links ``(b, t, 4d)``."""
        ...
