"""The OpenVINO backend: the shipped graph on a CPU, without PyTorch."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from claimx.errors import ModelError
from claimx.inference.backends import FloatArray, IntArray, Precision
from claimx.inference.backends.runtime import ov
from claimx.model import store


class OpenVINOBackend:
    """Runs a model folder's graph on the CPU with a fixed number of threads.

    What the graph has in int8 runs in int8, all else in ``precision``; "auto" takes bfloat16 where the processor
    computes in it, float32 elsewhere.
    """

    def __init__(self, folder: Path, *, threads: int, precision: Precision = "f32") -> None:
        try:
            core = ov.Core()
            if precision == "auto":
                precision = "bf16" if "BF16" in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES") else "f32"
            self.options: dict[str, Any] = {
                "INFERENCE_NUM_THREADS": threads,
                "INFERENCE_PRECISION_HINT": precision,
                "PERFORMANCE_HINT": "LATENCY",
                "CPU_RUNTIME_CACHE_CAPACITY": 500,  # kernels of shapes that come again; more only costs memory
            }
            self._compiled = core.compile_model(_read_graph(core, folder), "CPU", self.options)
        except RuntimeError as error:
            raise ModelError(f"{folder / store.GRAPH}: OpenVINO cannot load it; {error}") from error

    def run(self, ids: IntArray, mask: IntArray) -> tuple[FloatArray, FloatArray]:
        """See `claimx.inference.backends.Backend`."""
        results = self._compiled.create_infer_request().infer([ids, mask], share_inputs=True, share_outputs=True)
        return np.asarray(results[0], dtype=np.float32), np.asarray(results[1], dtype=np.float32)


def _read_graph(core: ov.Core, folder: Path) -> ov.Model:
    graph, *weights = (folder / name for name in store.graph_files(folder))
    if len(weights) == 1:
        return core.read_model(graph, weights[0])
    return core.read_model(graph.read_bytes(), ov.Tensor(np.concatenate([np.fromfile(w, np.uint8) for w in weights])))
