"""RapidOCR's detector and recogniser, on models that are opened here. Runs in the reading process.

The models are those inside rapidocr's wheel. They are handed to rapidocr as ready sessions, so that
it has no model to look for: nothing is ever downloaded. The angle classifier is left out: it turns
upright lines over.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import onnxruntime
import rapidocr
from numpy.typing import NDArray
from omegaconf import DictConfig, OmegaConf
from rapidocr.ch_ppocr_det import TextDetector
from rapidocr.ch_ppocr_rec import TextRecInput, TextRecognizer
from rapidocr.utils.parse_parameters import ParseParams

from askance.reading.glyphs import Glyph

Picture = NDArray[np.uint8]

_DETECTOR, _RECOGNISER = "PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx"
_MULTIPLE = 32
"""The detector takes pictures of such sides only, and would stretch others."""
_ROWS, _STEP, _LEAST_WIDTH = 48, 8, 64
"""The recogniser looks at pictures 48 px high and says one character, or none, each 8 px."""
_SPIKE = 0.25
"""Where in its 8 px a character's middle is, on average (measured)."""


class Models:
    """Implements `looking.Detector` and `lines.Recogniser`."""

    def __init__(self, threads: int) -> None:
        logging.getLogger("RapidOCR").disabled = True
        root = Path(rapidocr.__file__).parent
        config = ParseParams.load(root / "config.yaml")
        detector = _session(root / "models" / _DETECTOR, threads)
        recogniser = _session(root / "models" / _RECOGNISER, threads)
        self._detector = TextDetector(_section(config.Det, detector, limit_side_len=_MULTIPLE))
        self._recogniser = TextRecognizer(
            _section(config.Rec, recogniser, rec_img_shape=[3, _ROWS, _LEAST_WIDTH], font_path=None)
        )

    def detect(self, part: Picture, scale: float) -> list[Sequence[tuple[float, float]]]:
        """See `looking.Detector`."""
        if scale != 1:
            how = cv2.INTER_LINEAR if scale > 1 else cv2.INTER_AREA
            part = np.asarray(cv2.resize(part, None, fx=scale, fy=scale, interpolation=how))
        below, right = -part.shape[0] % _MULTIPLE, -part.shape[1] % _MULTIPLE
        padded = cv2.copyMakeBorder(part, 0, below, 0, right, cv2.BORDER_REPLICATE)
        boxes = self._detector(padded).boxes
        if boxes is None:
            return []
        sides = np.array([part.shape[1], part.shape[0]])
        return [[(float(x), float(y)) for x, y in np.clip(box, 0, sides) / scale] for box in boxes]

    def recognise(self, crop: Picture) -> list[Glyph]:
        """See `lines.Recogniser`."""
        scale = _ROWS / crop.shape[0]
        how = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
        size = max(1, round(crop.shape[1] * scale)), _ROWS
        scaled = cv2.resize(crop, size, interpolation=how)
        result: Any = self._recogniser(TextRecInput(img=scaled, return_word_box=True))
        told = result.word_results[0]  # a `WordInfo`, whatever the annotation says
        columns = iter([column for word in told.word_cols for column in word])
        glyphs: list[Glyph] = []
        blank = False
        for character, score in zip(result.txts[0], told.confs, strict=False):
            if not character.isspace():
                x = (next(columns) + _SPIKE) * _STEP / scale
                glyphs.append(Glyph(character, float(score), x, blank))
            blank = character.isspace()
        return glyphs


def _session(model: Path, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


def _section(section: DictConfig, session: onnxruntime.InferenceSession, **more: object) -> Any:
    """A section of rapidocr's configuration with our session in it. The constructors are annotated
    with dict, and take attributes.
    """
    values: dict[Any, object] = {**section, **more, "session": session}
    return OmegaConf.create(values, flags={"allow_objects": True})
