"""OpenVINO, imported so that nothing is sent home: without its telemetry package it takes a stub of its own."""

import sys

sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]

import openvino as ov  # noqa: E402

__all__ = ["ov"]
