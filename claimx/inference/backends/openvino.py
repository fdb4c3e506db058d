"""The OpenVINO backend: the shipped graph on a CPU, without PyTorch."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import openvino as ov

from claimx.errors import ModelError
from claimx.inference.backends import FloatArray, IntArray


class OpenVINOBackend:
    """Runs a model folder's graph on the CPU with a fixed number of threads.

    What the graph has in int8 runs in int8, all else in float32, on any machine.
    """

    def __init__(self, graph: Path, weights: Path, *, threads: int) -> None:
        options: dict[str, Any] = {
            "INFERENCE_NUM_THREADS": threads,
            "INFERENCE_PRECISION_HINT": "f32",
            "PERFORMANCE_HINT": "LATENCY",
        }
        try:
            core = ov.Core()
            self._compiled = core.compile_model(core.read_model(graph, weights), "CPU", options)
        except RuntimeError as error:
            raise ModelError(f"{graph}: OpenVINO cannot load it; {error}") from error

    def run(self, ids: IntArray, mask: IntArray) -> tuple[FloatArray, FloatArray]:
        """See `claimx.inference.backends.Backend`."""
        results = self._compiled.create_infer_request().infer([ids, mask], share_inputs=True)
        return np.array(results[0], dtype=np.float32), np.array(results[1], dtype=np.float32)
