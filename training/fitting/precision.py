"""Whether this machine trains faster in mixed precision."""

from pathlib import Path

import keras

BFLOAT16_FLAGS = {"avx512_bf16", "amx_bf16", "bf16"}  # of x86 and Arm; without them bfloat16 is emulated, and slow


def fastest_policy(processor: Path = Path("/proc/cpuinfo")) -> str:
    """The Keras dtype policy that trains fastest here.

    Args:
        processor: the file in which Linux lists the processor's abilities.

    Returns:
        "mixed_bfloat16" on an accelerator or a processor that computes in bfloat16, else "float32".
    """
    if has_accelerator():
        return "mixed_bfloat16"
    flags = set(processor.read_text().split()) if processor.exists() else set()
    return "mixed_bfloat16" if flags & BFLOAT16_FLAGS else "float32"


def has_accelerator() -> bool:
    """Whether Keras's backend sees a GPU."""
    if keras.backend.backend() == "torch":  # Keras lists no devices there
        import torch

        return torch.cuda.is_available()
    if keras.backend.backend() == "jax":
        import jax

        return jax.default_backend() == "gpu"
    return bool(keras.distribution.list_devices("gpu"))
