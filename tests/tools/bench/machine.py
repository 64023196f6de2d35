"""The machine and the packages that a figure was measured with."""

import os
import platform
from datetime import date
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("streamlit", "streamlit-drawable-canvas", "opencv-python-headless", "keras", "numpy", "pillow")


def machine() -> dict:
    """Processor, cores, memory, system, Python, packages, the date, and how busy the machine was before."""
    return {
        "date": date.today().isoformat(),
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gigabytes": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "load_before": round(os.getloadavg()[0], 2),
        "system": platform.platform(),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
    }


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
