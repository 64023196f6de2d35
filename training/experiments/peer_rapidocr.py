"""Reads pictures with RapidOCR, in an environment that has it and nothing of ours: `peers.py` beside it runs this file.

`python -P peer_rapidocr.py SETTING FILE ...`, where SETTING is JSON: "parameters", RapidOCR's own, and "digits_only",
whether its recogniser has no characters to choose from but digits. Without -P it would import our `numbers.py`.
"""

import json
import sys
from importlib.metadata import version

import numpy as np
from rapidocr import RapidOCR


def main() -> None:
    """Print as JSON the "version", and in "read" of every file a list of corners and the text in them.

    Corners are four of x, y in pixels from the top left one clockwise, or None where nothing was looked for.
    """
    setting = json.loads(sys.argv[1])
    engine = RapidOCR(params={"Global.log_level": "critical"} | setting["parameters"])
    if setting["digits_only"]:
        allow_digits_only(engine)
    read = []
    for file in sys.argv[2:]:
        found = engine(file)
        texts = getattr(found, "txts", None) or ()
        corners = getattr(found, "boxes", None)
        corners = [None] * len(texts) if corners is None else np.asarray(corners).tolist()
        read.append(list(zip(corners, texts, strict=True)))
    network = engine.cfg.Rec
    models = f"{network.ocr_version.value} {network.model_type.value}"
    named = f"RapidOCR {version('rapidocr')}, {models}, ONNX Runtime {version('onnxruntime')}"
    json.dump({"version": named, "read": read}, sys.stdout)


def allow_digits_only(engine: RapidOCR) -> None:
    """Leave the recogniser the probabilities of digits and of "no character" alone, made to sum to one again.

    RapidOCR has no list of allowed characters, as Tesseract has.
    """
    decode = engine._load_rec_model().postprocess_op
    allowed = np.array([character in ("blank", *"0123456789") for character in decode.character])

    def decode_digits(probabilities: np.ndarray, *options: object, **more: object) -> tuple:
        left = np.where(allowed, probabilities, 0)
        return decode(left / left.sum(axis=2, keepdims=True).clip(1e-12), *options, **more)

    engine.text_rec.postprocess_op = decode_digits


if __name__ == "__main__":
    main()
