"""The page as Streamlit Community Cloud would run it, as far as one machine can show: `make cloud`.

A clean environment from `requirements.txt` alone, the Cloud's settings, its 690 MB kept by the kernel, and half of one
core. Beside this, whether every package has a wheel for the Pythons and platforms that the README names. uv resolves
here, because pip's dry run takes `platform_system` from the machine that it runs on.

`python -m tests.tools.cloud [PYTHON]` takes another Python than its own, such as 3.12. Linux only.
"""

import json
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import cv2
import numpy as np

from tests.made_digits import MADE_DIGITS, place
from tests.made_photographs import photograph
from tests.served import APP, CANVAS, DESKTOP, browser, draw_with_mouse, served, wait_until_idle
from tests.tools.bench.summary import NOTHING

MEGABYTES = 690
CORE_SHARE = 0.5
FORCED_SETTINGS = {  # docs.streamlit.io, "Status and limitations of Community Cloud"
    "STREAMLIT_CLIENT_SHOW_ERROR_DETAILS": "false",
    "STREAMLIT_RUNNER_FAST_RERUNS": "true",
    "STREAMLIT_SERVER_RUN_ON_SAVE": "true",
    "STREAMLIT_SERVER_FILE_WATCHER_TYPE": "auto",
    "STREAMLIT_SERVER_ENABLE_XSRF_PROTECTION": "true",
    "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "true",
}
PYTHONS = ("3.11", "3.12", "3.13")
PLATFORMS = ("x86_64-manylinux_2_28", "aarch64-manylinux_2_28", "aarch64-apple-darwin", "x86_64-pc-windows-msvc")
NUMBER = "2026"
REQUIREMENTS = APP.parent / "requirements.txt"
README = APP.parent / "README.md"
RESULTS = Path(__file__).with_name("cloud.json")
UV = (sys.executable, "-m", "uv")


def main() -> None:
    """Resolve, install, serve and visit; store what was measured and write it into the README."""
    python = sys.argv[1] if len(sys.argv) > 1 else platform.python_version()
    for version in PYTHONS:
        for name in PLATFORMS:
            print(f"Python {version}, {name}: {_resolve(version, name)} packages, all of them wheels", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        environment = Path(folder) / "environment"
        seconds = _install(environment, python)
        print(f"Installed for Python {python} in {seconds:.0f} s.", flush=True)
        with _held_small() as launcher:
            figures = {"python": python, "megabytes": MEGABYTES, "core_share": CORE_SHARE}
            app = _cloned(Path(folder) / "app")
            figures |= _visit(app, (*launcher, str(environment / "bin" / "python")))
    RESULTS.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    print(sentence(figures))
    text = README.read_text(encoding="utf-8")
    pattern = r"(<!-- cloud -->\n).*?(<!-- /cloud -->)"
    README.write_text(re.sub(pattern, rf"\g<1>{sentence(figures)}\n\g<2>", text, flags=re.DOTALL), encoding="utf-8")


def _resolve(python: str, name: str) -> int:
    """How many packages the requirements come to there; an error where one has no wheel."""
    options = ["--python-version", python, "--python-platform", name, "--only-binary", ":all:", "--no-annotate"]
    command = [*UV, "pip", "compile", "--quiet", "--no-header", *options, str(REQUIREMENTS)]
    return len(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines())


def _install(environment: Path, python: str) -> float:
    """Make a virtual environment with the requirements, and say in how many seconds."""
    start = time.perf_counter()
    subprocess.run([*UV, "venv", "--quiet", "--python", python, str(environment)], check=True)
    command = [*UV, "pip", "install", "--quiet", "--python", str(environment)]
    subprocess.run([*command, "-r", str(REQUIREMENTS)], check=True)
    return time.perf_counter() - start


def _cloned(folder: Path) -> Path:
    """The page in a folder of the files that git keeps, as the Cloud has them: it would watch an environment, too."""
    names = subprocess.run(["git", "ls-files"], cwd=APP.parent, check=True, stdout=subprocess.PIPE, text=True).stdout
    for name in names.splitlines():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(APP.parent / name, folder / name)
    return folder / APP.name


def _visit(app: Path, launcher: tuple[str, ...]) -> dict:
    """Draw a digit and send a photograph in Chromium: the seconds that each took, and the memory."""
    start = time.perf_counter()
    seconds = {}
    with served(app, launcher, **FORCED_SETTINGS) as server, browser() as chromium, tempfile.TemporaryDirectory() as at:
        page = chromium.new_page(**DESKTOP)
        page.goto(server.address)
        page.locator(CANVAS).first.wait_for(timeout=120_000)
        seconds["canvas"] = time.perf_counter() - start
        start = time.perf_counter()
        draw_with_mouse(page, place(MADE_DIGITS["seven, plain"][1]))
        page.locator(".reading .value", has_text="7").wait_for(timeout=120_000)
        seconds["answer"] = time.perf_counter() - start
        wait_until_idle(page)
        picture = photograph(NUMBER, "ruled", "ballpoint", np.random.default_rng(0), 3000, 4000)
        cv2.imwrite(f"{at}/number.jpg", picture[..., ::-1])
        page.get_by_role("tab", name="Photo").click()
        start = time.perf_counter()
        page.locator("input[type=file]").first.set_input_files(f"{at}/number.jpg")
        page.get_by_test_id("stCode").filter(has_text=NUMBER).wait_for(timeout=120_000)
        seconds["photograph"] = time.perf_counter() - start
        peak = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{server.process}/status").read_text())
        return {"seconds": seconds, "peak_resident_megabytes": int(peak[1]) / 1024}


def sentence(figures: dict) -> str:
    """What was measured, as the README says it."""
    if not figures:
        return NOTHING
    seconds = figures["seconds"]
    return (
        f"With {figures['megabytes']} MB and {100 * figures['core_share']:.0f} % of one core (`make cloud`, "
        f"Python {figures['python']}) the canvas is there {seconds['canvas']:.0f} s after the server's start,\n"
        f"the first answer {seconds['answer']:.1f} s after its stroke, a photograph of 12 megapixels is read in "
        f"{seconds['photograph']:.1f} s, and the server never holds more than "
        f"{figures['peak_resident_megabytes']:.0f} MB."
    )


@contextmanager
def _held_small() -> Iterator[tuple[str, ...]]:
    """What to put before a command so that the kernel gives it no more memory and processor than the Cloud does.

    Control groups count file cache too and end the process where it needs more. Where they may not be made, only the
    process's own data is limited, and it shares its core instead of getting half of it.
    """
    groups = _control_groups()
    try:
        for folder, limits in groups.items():
            folder.mkdir()
            for file, limit in limits.items():
                (folder / file).write_text(limit)
    except OSError as error:
        print(f"No control group ({error}): memory is limited by prlimit, on one whole core.", flush=True)
        yield ("taskset", "-c", "0", "prlimit", f"--data={MEGABYTES * 2**20}")
    else:
        print(f"Limited by the control groups {', '.join(map(str, groups))}.", flush=True)
        join = "".join(f"echo $$ > {folder}/cgroup.procs; " for folder in groups)
        yield ("taskset", "-c", "0", "sh", "-c", join + 'exec "$@"', "sh")
    finally:
        for folder in groups:
            if folder.exists():
                folder.rmdir()


def _control_groups() -> dict[Path, dict[str, str]]:
    """The control groups' folders, of version 2 or 1, each with its limits by file."""
    root, memory, period = Path("/sys/fs/cgroup"), str(MEGABYTES * 2**20), 100_000
    quota = str(int(CORE_SHARE * period))
    if (root / "cgroup.controllers").exists():
        return {root / "digit-reader": {"memory.max": memory, "memory.swap.max": "0", "cpu.max": f"{quota} {period}"}}
    return {
        root / "memory" / "digit-reader": {"memory.limit_in_bytes": memory},
        root / "cpu" / "digit-reader": {"cpu.cfs_period_us": str(period), "cpu.cfs_quota_us": quota},
    }


if __name__ == "__main__":
    main()
