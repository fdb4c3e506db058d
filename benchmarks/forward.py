"""What the heads add to a forward pass: the reader beside its bare encoder, both float32 in OpenVINO, one thread.

    python -m benchmarks.forward [--model NAME] [--pieces 128] [--rows 8] [--rounds 40]

Rounds of the two alternate, so that a noisy machine strikes both alike; the ratio of the medians is printed.
"""

from __future__ import annotations

import argparse
import statistics
import time

import numpy as np
import torch
from torch import Tensor, nn

from claimx.inference.backends.pytorch import read_reader
from claimx.inference.backends.runtime import ov
from claimx.model import store
from claimx.model.config import read_config
from claimx.model.network import Reader


class Bare(nn.Module):
    """The encoder alone: its last layer's states."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.encoder = reader.encoder

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """States float32 ``(b, t, width)``."""
        states: Tensor = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        return states


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model")
    parser.add_argument("--pieces", type=int, default=128)
    parser.add_argument("--rows", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=40)
    options = parser.parse_args()

    folder = store.find_model(options.model)
    reader = read_reader(folder, read_config(folder / store.CONFIG)).eval()
    ids = torch.randint(1000, 20000, (options.rows, options.pieces))
    mask = torch.ones_like(ids)
    mask[0, options.pieces // 2 :] = 0
    settings = {"INFERENCE_NUM_THREADS": 1, "INFERENCE_PRECISION_HINT": "f32", "PERFORMANCE_HINT": "LATENCY"}
    runs = {}
    for name, module in (("bare encoder", Bare(reader).eval()), ("reader", reader)):
        with torch.inference_mode():
            graph = ov.convert_model(module, example_input=(ids, mask), input=[[-1, -1], [-1, -1]])
        runs[name] = ov.Core().compile_model(graph, "CPU", settings)
    spent: dict[str, list[float]] = {name: [] for name in runs}
    inputs = [np.ascontiguousarray(ids.numpy()), np.ascontiguousarray(mask.numpy())]
    for turn in range(options.rounds + 3):
        for name, run in runs.items():
            started = time.process_time()
            run(inputs)
            if turn >= 3:  # the first build kernels
                spent[name].append(time.process_time() - started)
    medians = {name: statistics.median(values) for name, values in spent.items()}
    for name, median in medians.items():
        print(f"{name}: {1000 * median:.1f} ms for {options.rows} windows of {options.pieces} pieces")
    print(f"the reader takes {medians['reader'] / medians['bare encoder']:.3f} times as long")


if __name__ == "__main__":
    main()
