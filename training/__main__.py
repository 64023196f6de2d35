"""The training module's verbs: `python -m training --help`."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

import typer

MODELS = Path(__file__).resolve().parent.parent / "models"
RECIPE_MODELS = MODELS / "recipes"
README = MODELS.parent / "README.md"
RUNS = Path(__file__).resolve().parent / "runs"
PROGRAM = "python -m training"


def _use_data(data: Path | None) -> Path | None:
    if data and data.suffix != ".csv":
        os.environ["DIGITS_DATA"] = str(data)
    return data


Data = Annotated[Path | None, typer.Option(help="folder of the data instead of DIGITS_DATA", callback=_use_data)]
Models = Annotated[Path, typer.Option("--out", help="folder of the models")]
Runs = Annotated[Path, typer.Option(help="folder of the runs")]
Seeds = Annotated[int, typer.Option(min=1, help="how often each is trained")]

# A verb imports what it needs itself: TensorFlow takes seconds.
app = typer.Typer(help="Train and measure the digit reader.", rich_markup_mode=None, add_completion=False)


def main(arguments: list[str] | None = None) -> int:
    """Run one verb and return the exit status."""
    from training.data.datasets import MissingData

    try:
        app(arguments, prog_name=PROGRAM)
    except SystemExit as ended:
        return int(ended.code or 0)
    except (MissingData, ValueError, RuntimeError, OSError) as error:
        verb = (sys.argv[1:] if arguments is None else arguments)[0]
        print(f"{PROGRAM} {verb}: {error}", file=sys.stderr)
        return 1
    return 0


@app.command("train")
def _train(
    recipe: Annotated[str, typer.Option(help="name of the recipe")] = "digits",
    seed: int = 0,
    epochs: Annotated[int | None, typer.Option(help="instead of the recipe's")] = None,
    batches: Annotated[int | None, typer.Option(help="per epoch, instead of the recipe's")] = None,
    start: Annotated[Path | None, typer.Option(help="pages and boxes: folder of saved networks to begin with")] = None,
    samples: Annotated[Path | None, typer.Option(help="folder of the samples of ours (default: the run's)")] = None,
    run: Annotated[Path | None, typer.Option(help="folder of the run, in which one that was killed goes on")] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="folder for the model (default: models, or models/recipes/NAME for published ones)"),
    ] = None,
    format: Annotated[Literal["keras", "h5"] | None, typer.Option(help="of the model's file")] = None,
    data: Annotated[
        Path | None, typer.Option(help="folder of the data, or a table in Kaggle's form", callback=_use_data)
    ] = None,
) -> None:
    """Train a recipe and save its model with a manifest."""
    if recipe in ("pages", "boxes"):
        lengths = {"epochs": epochs, "batches_per_epoch": batches}
        _train_pages(recipe, seed, {name: length for name, length in lengths.items() if length}, start, run, out)
        return
    from training.fitting.fingerprint import stored_settings
    from training.fitting.loop import read_log
    from training.fitting.recipes import OURS, PUBLISHED, RECIPES
    from training.fitting.train import train, train_halves
    from training.fitting.train_trajectories import TRAJECTORIES, train_all_trajectories
    from training.release.release import release

    if recipe not in RECIPES:
        raise ValueError(f"there is no recipe '{recipe}'; there is pages, boxes, {', '.join(RECIPES)}")
    run = run or RUNS / f"{recipe}-seed{seed}"
    places = {"digits": MODELS} | {name: RECIPE_MODELS / name for name in PUBLISHED}
    out = out or places.get(recipe, run / "model")
    table = data if data and data.suffix == ".csv" else None
    if start:
        raise ValueError("networks of glyphs begin with chance weights; leave --start out")
    model = train(RECIPES[recipe], run, seed, epochs, batches, table, samples=samples)
    halves = train_halves(RECIPES[recipe], run, seed, epochs, batches)
    ways = train_all_trajectories(TRAJECTORIES, run / "trajectories", seed) if recipe in OURS else None
    suffix = f".{format}" if format else None
    manifest = release(model, recipe, stored_settings(run), read_log(run), halves, ways, out, table, suffix)
    _export_by_tensorflow(out)
    if recipe not in PUBLISHED:
        shutil.copy(run / "curves.png", out / "curves.png")
    print(f"Saved {out / manifest['file']}, {manifest['parameters']:,} parameters.")


def _train_pages(
    name: str, seed: int, lengths: dict[str, int], start: Path | None, run: Path | None, out: Path | None
) -> None:
    """Train the page network, and the box network on what it finds; with the recipe "boxes" the latter alone."""
    from training.fitting.train_boxes import BOXES_GOING_ON, BoxRecipe, train_boxes
    from training.fitting.train_pages import GOING_ON, PageRecipe, train_pages
    from training.release.page_release import copy_networks, release_boxes, release_pages

    run, out = run or RUNS / name, out or MODELS
    new = run / "model"
    if name == "pages":
        recipe = replace(GOING_ON if start else PageRecipe(), **lengths)
        release_pages(train_pages(recipe, run, seed, start), recipe, run, new, start)
        run = run / "boxes"
    else:
        copy_networks(out, new)
    recipe = replace(BOXES_GOING_ON if start else BoxRecipe(), **lengths)
    manifest = release_boxes(train_boxes(recipe, run, new, seed, start), recipe, run, new)
    copy_networks(new, out)
    print(f"Saved the networks of pictures, validation {manifest['validation']}.")


@app.command("evaluate")
def _evaluate(
    out: Models = MODELS,
    misread: Annotated[Path | None, typer.Option(help="folder for contact sheets of what was misread")] = None,
    data: Data = None,
) -> None:
    """Measure the saved model on what it never saw."""
    from training.evaluation.evaluate import evaluate
    from utils.figures import figures_table, peers_table, runs_table
    from utils.manifest import load_peers

    manifest = evaluate(out, misread)
    figures = manifest["figures"]
    tables = {"figures": figures_table(figures), "runs": runs_table(manifest)}
    tables["peers"] = peers_table(load_peers(), figures)  # ours stand in it, too
    print(*tables.values(), sep="\n\n")
    if out.resolve() == MODELS:
        _write_into_pages(tables)


@app.command("export")
def _export(out: Models = MODELS) -> None:
    """Write the saved model as ONNX too, for the light engine."""
    from training.release.export import export

    path = export(out)
    print(f"Saved {path}, {path.stat().st_size:,} bytes.")


@app.command("calibrate")
def _calibrate(
    out: Models = MODELS,
    run: Annotated[
        Path | None, typer.Option(help="folder of its training; networks of half of the hands are trained there")
    ] = None,
    data: Data = None,
) -> None:
    """Fit temperature, weights of groups and bound of sure again, and train what is missing for it."""
    from training.fitting.recipes import OURS, RECIPES
    from training.fitting.train import train_halves
    from training.fitting.train_trajectories import TRAJECTORIES, train_all_trajectories
    from training.release.release import recalibrate
    from utils.manifest import load_manifest

    stored = load_manifest(out)
    run = run or RUNS / f"{stored['recipe']}-seed{stored['seed']}"
    ran = stored["seed"], stored["epochs"], stored["batches_per_epoch"]
    halves = train_halves(RECIPES[stored["recipe"]], run, *ran)
    is_ours = stored["recipe"] in OURS
    ways = train_all_trajectories(TRAJECTORIES, run / "trajectories", stored["seed"]) if is_ours else None
    manifest = recalibrate(out, halves, ways)
    _export_by_tensorflow(out)
    print(f"Temperature {manifest['temperature']}, sure from {manifest['sure']}. Measure again with `evaluate`.")


@app.command("decide")
def _decide(out: Models = MODELS, data: Data = None) -> None:
    """Fit again how the networks decide what is a digit in a picture."""
    from training.release.page_release import decide_again

    said = decide_again(out)["validation"]
    print("  ".join(f"{name} {100 * value:.1f} %" for name, value in said.items()))


@app.command("compare")
def _compare(out: Models = MODELS, data: Data = None) -> None:
    """Measure every recipe's saved model the same way."""
    from training.experiments.compare import compare
    from utils.figures import comparison_table

    table = comparison_table(compare(out))
    print(table)
    if out.resolve() == MODELS:
        _write_into_pages({"comparison": table})


@app.command("race")
def _race(
    seeds: Seeds = 3,
    run: Runs = RUNS / "race",
    out: Models = MODELS,
    data: Data = None,
) -> None:
    """Epochs and time to 99.55 % of validation digits, against keras-730k."""
    from training.experiments.race import race
    from utils.figures import race_table

    _write_table("race", race(run, seeds), race_table, out)


@app.command("ablate")
def _ablate(
    seeds: Seeds = 3,
    run: Runs = RUNS / "ablation",
    out: Models = MODELS,
    data: Data = None,
) -> None:
    """Short runs of our recipe without one of its parts at a time."""
    from training.experiments.ablation import ablate
    from utils.figures import ablation_table

    _write_table("ablation", ablate(run, seeds), ablation_table, out)


@app.command("peers")
def _peers(
    environment: Annotated[Path, typer.Option(help="folder of the environment that RapidOCR is installed into")] = (
        MODELS.parent / "build" / "peers"
    ),
    out: Models = MODELS,
    data: Data = None,
) -> None:
    """Read the photographs with RapidOCR and Tesseract, beside ours."""
    from training.experiments.peers import measure_peers
    from utils.figures import peers_table
    from utils.manifest import load_manifest

    figures = load_manifest()["figures"]
    _write_table("peers", measure_peers(environment), lambda rows: peers_table(rows, figures), out)


@app.command("kaggle-tables")
def _kaggle_tables(
    out: Annotated[Path, typer.Option(help="folder for the tables")],
    data: Data = None,
) -> None:
    """Write MNIST as Kaggle's train.csv and test.csv."""
    from training.data.kaggle import write_tables

    write_tables(out)
    print(f"Saved train.csv, test.csv and answers.csv in {out}.")


@app.command("submit")
def _submit(
    test: Annotated[Path, typer.Option(help="the table to read")],
    model: Annotated[Path, typer.Option(help="a saved model, .keras or .h5")] = MODELS / "digits.keras",
    pixels: Annotated[
        Literal["0..255", "0..1", "-1..1"] | None,
        typer.Option(help="that the model takes, written --pixels=-1..1 (default: as its manifest or MNIST says)"),
    ] = None,
    out: Path = Path("submission.csv"),
) -> None:
    """Read Kaggle's test.csv and write a submission.csv."""
    from training.data.kaggle import TEST_ROWS, answers_of, load_any_model, pixels_of, read_test_table, write_submission

    trained = load_any_model(model)
    glyphs = read_test_table(test)
    if glyphs.max() <= 1:
        print(f"{test} has pixels of 0 and 1 alone: it looks scaled, and needs 0 to 255.", file=sys.stderr)
    taken, shares = (pixels, {}) if pixels else pixels_of(trained, model)
    for scale, share in shares.items():
        print(f"With pixels of {scale} it reads {100 * share:.1f} % of MNIST's validation digits.")
    print(f"The model is given pixels of {taken}.")
    answers = answers_of(trained, glyphs, taken)
    write_submission(out, answers)
    print(f"Saved {out}, {len(answers):,} rows.")
    if len(answers) != TEST_ROWS:
        print(f"Kaggle's own test table has {TEST_ROWS:,} rows; it takes no submission with another number of them.")


@app.command("import-unipen")
def _import_unipen(
    folder: Annotated[Path, typer.Argument(help="the distribution's folder, which holds data and include")],
    out: Annotated[Path, typer.Option(help="folder for the stroke files, to name in DIGITS_DATA")],
) -> None:
    """Turn the public UNIPEN distribution into the stroke files."""
    from training.data.unipen import write_strokes

    for what, count in write_strokes(folder, out).items():
        print(f"{count:8,} {what}")


@app.command("import-typefaces")
def _import_typefaces(
    out: Annotated[Path, typer.Option(help="folder for the file of their digits")],
) -> None:
    """Fetch the typefaces that imitate handwriting, and draw the digits of each."""
    from training.data.datasets import SOURCES
    from training.data.typefaces import write_typefaces

    for what, count in write_typefaces(out / SOURCES["typefaces"].file).items():
        print(f"{count:8,} {what}")


def _write_table(name: str, rows: list[dict], table_of: Callable[[list[dict]], str], out: Path) -> None:
    """Store rows as JSON, and show them as the table that the pages have."""
    from training.files import write_whole

    text = json.dumps(rows, indent=2) + "\n"
    write_whole(out / f"{name}.json", lambda path: path.write_text(text, encoding="utf-8"))
    table = table_of(rows)
    print(table)
    if out.resolve() == MODELS:
        _write_into_pages({name: table})


def _write_into_pages(tables: dict[str, str]) -> None:
    """Put tables between their marks in README and model card, where there are such marks."""
    for page in (README, MODELS / "README.md"):
        text = page.read_text(encoding="utf-8")
        for name, table in tables.items():
            marked = rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)"
            text = re.sub(marked, rf"\g<1>{table}\n\g<2>", text, flags=re.DOTALL)
        page.write_text(text, encoding="utf-8")


def _export_by_tensorflow(folder: Path) -> None:
    """Export, in a process of its own where Keras trained with something else: it exports from TensorFlow."""
    from keras.config import backend

    from training.release.export import export

    if backend() == "tensorflow":
        export(folder)
        return
    command = [sys.executable, "-m", "training", "export", "--out", folder.resolve()]
    subprocess.run(command, env=os.environ | {"KERAS_BACKEND": "tensorflow"}, cwd=MODELS.parent, check=True)


if __name__ == "__main__":
    sys.exit(main())
