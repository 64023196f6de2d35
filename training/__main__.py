"""The training module's verbs: `python -m training --help`."""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

MODELS = Path(__file__).resolve().parent.parent / "models"
RECIPE_MODELS = MODELS / "recipes"
README = MODELS.parent / "README.md"
RUNS = Path(__file__).resolve().parent / "runs"


def main(arguments: list[str] | None = None) -> int:
    """Run one verb and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training", description="Train and measure the digit reader.")
    parser.add_argument("--data", type=Path, help="folder of the data instead of DIGITS_DATA; train: or a Kaggle table")
    subparsers = parser.add_subparsers(dest="verb", required=True)
    for add_verbs in (_add_training, _add_verbs_of_models, _add_experiments, _add_verbs_of_tables):
        add_verbs(subparsers)
    for verb in ("train", "evaluate", "calibrate", "decide", "compare", "race", "ablate", "peers", "kaggle-tables"):
        subparsers.choices[verb].add_argument("--data", type=Path, default=argparse.SUPPRESS, help="folder of the data")
    chosen = parser.parse_args(arguments)
    if chosen.data and chosen.data.suffix != ".csv":
        os.environ["DIGITS_DATA"] = str(chosen.data)
    from training.data.datasets import MissingData

    try:
        verbs = {
            "train": _train,
            "evaluate": _evaluate,
            "export": _export,
            "calibrate": _calibrate,
            "decide": _decide,
            "compare": _compare,
            "race": _race,
            "ablate": _ablate,
            "peers": _peers,
            "kaggle-tables": _kaggle_tables,
            "submit": _submit,
            "import-unipen": _import_unipen,
        }
        return verbs[chosen.verb](chosen)
    except (MissingData, ValueError, RuntimeError, OSError) as error:
        print(f"{parser.prog} {chosen.verb}: {error}", file=sys.stderr)
        return 1


def _add_training(subparsers: argparse._SubParsersAction) -> None:
    train = subparsers.add_parser("train", help="train a recipe and save its model with a manifest")
    train.add_argument("--recipe", default="digits", help="name of the recipe (default: digits)")
    train.add_argument("--seed", type=int, default=0)
    train.add_argument("--epochs", type=int, help="instead of the recipe's")
    train.add_argument("--batches", type=int, help="batches per epoch instead of the recipe's")
    train.add_argument("--start", type=Path, help="pages and boxes: folder of saved networks to begin with")
    train.add_argument(
        "--samples", type=Path, help="folder of the samples of digits that ours train on (default: the run's)"
    )
    train.add_argument("--run", type=Path, help="folder for checkpoint, log and curves; a killed run goes on there")
    train.add_argument(
        "--out",
        type=Path,
        help="folder for the model (default: models for digits, models/recipes/NAME for published ones, or the run's)",
    )
    train.add_argument("--format", choices=("keras", "h5"), help="of the model's file, instead of the recipe's")


def _add_verbs_of_models(subparsers: argparse._SubParsersAction) -> None:
    evaluate = subparsers.add_parser("evaluate", help="measure the saved model on what it never saw")
    evaluate.add_argument("--out", type=Path, default=MODELS, help="folder of the model (default: models)")
    evaluate.add_argument("--misread", type=Path, help="folder for contact sheets of what was misread")
    export = subparsers.add_parser("export", help="write the saved model as ONNX too, for the light engine")
    export.add_argument("--out", type=Path, default=MODELS, help="folder of the model (default: models)")
    calibrate = subparsers.add_parser("calibrate", help="fit temperature, weights of groups and bound of sure again")
    calibrate.add_argument("--out", type=Path, default=MODELS, help="folder of the model (default: models)")
    calibrate.add_argument(
        "--run", type=Path, help="folder of its training; networks of half of the hands are trained there if missing"
    )
    decide = subparsers.add_parser("decide", help="fit again how the networks decide what is a digit in a picture")
    decide.add_argument("--out", type=Path, default=MODELS, help="folder of the models (default: models)")


def _add_experiments(subparsers: argparse._SubParsersAction) -> None:
    compare = subparsers.add_parser("compare", help="measure every recipe's saved model the same way")
    compare.add_argument("--out", type=Path, default=MODELS, help="folder of the models (default: models)")
    race = subparsers.add_parser("race", help="epochs and time to 99.55 %% of validation digits, against keras-730k")
    race.add_argument("--seeds", type=int, default=3, help="how often each of the two runs (default: 3)")
    race.add_argument("--run", type=Path, default=RUNS / "race", help="folder of the runs")
    race.add_argument("--out", type=Path, default=MODELS, help="folder for race.json (default: models)")
    ablate = subparsers.add_parser("ablate", help="short runs of our recipe without one of its parts at a time")
    ablate.add_argument("--seeds", type=int, default=3, help="how often each is trained (default: 3)")
    ablate.add_argument("--run", type=Path, default=RUNS / "ablation", help="folder of the runs")
    ablate.add_argument("--out", type=Path, default=MODELS, help="folder for ablation.json (default: models)")
    peers = subparsers.add_parser("peers", help="read the photographs with RapidOCR and Tesseract, beside ours")
    peers.add_argument(
        "--environment",
        type=Path,
        default=MODELS.parent / "build" / "peers",
        help="folder of the environment that RapidOCR is installed into (default: build/peers)",
    )
    peers.add_argument("--out", type=Path, default=MODELS, help="folder for peers.json (default: models)")


def _add_verbs_of_tables(subparsers: argparse._SubParsersAction) -> None:
    tables = subparsers.add_parser("kaggle-tables", help="write MNIST as Kaggle's train.csv and test.csv")
    tables.add_argument("--out", type=Path, required=True, help="folder for the tables")
    submit = subparsers.add_parser("submit", help="read Kaggle's test.csv and write a submission.csv")
    submit.add_argument("--test", type=Path, required=True, help="the table to read")
    submit.add_argument("--model", type=Path, default=MODELS / "digits.keras", help="a saved model, .keras or .h5")
    submit.add_argument(
        "--pixels",
        choices=("0..255", "0..1", "-1..1"),
        help="that the model takes, written --pixels=-1..1 (default: as its manifest says, or as it reads MNIST best)",
    )
    submit.add_argument("--out", type=Path, default=Path("submission.csv"), help="default: submission.csv")
    importer = subparsers.add_parser("import-unipen", help="turn the public UNIPEN distribution into the stroke files")
    importer.add_argument("folder", type=Path, help="the distribution's folder, which holds data and include")
    importer.add_argument("--out", type=Path, required=True, help="folder for the stroke files, to name in DIGITS_DATA")


def _train(chosen: argparse.Namespace) -> int:
    if chosen.recipe in ("pages", "boxes"):
        return _train_pages(chosen)
    from training.fitting.fingerprint import stored_settings
    from training.fitting.loop import read_log
    from training.fitting.recipes import PUBLISHED, RECIPES
    from training.fitting.train import train, train_halves
    from training.release.release import release

    if chosen.recipe not in RECIPES:
        raise ValueError(f"there is no recipe '{chosen.recipe}'; there is pages, boxes, {', '.join(RECIPES)}")
    run = chosen.run or RUNS / f"{chosen.recipe}-seed{chosen.seed}"
    places = {"digits": MODELS} | {name: RECIPE_MODELS / name for name in PUBLISHED}
    out = chosen.out or places.get(chosen.recipe, run / "model")
    table = chosen.data if chosen.data and chosen.data.suffix == ".csv" else None
    recipe = RECIPES[chosen.recipe]
    if chosen.start:
        raise ValueError("networks of glyphs begin with chance weights; leave --start out")
    model = train(recipe, run, chosen.seed, chosen.epochs, chosen.batches, table, samples=chosen.samples)
    suffix = chosen.format and f".{chosen.format}"
    log = read_log(run)
    halves = train_halves(recipe, run, chosen.seed, chosen.epochs, chosen.batches)
    manifest = release(model, chosen.recipe, stored_settings(run), log, halves, out, table, suffix)
    _export_by_tensorflow(out)
    if chosen.recipe not in PUBLISHED:
        shutil.copy(run / "curves.png", out / "curves.png")
    print(f"Saved {out / manifest['file']}, {manifest['parameters']:,} parameters.")
    return 0


def _train_pages(chosen: argparse.Namespace) -> int:
    """Train the page network, and the box network on what it finds; with the recipe "boxes" the latter alone."""
    from dataclasses import replace

    from training.fitting.train_boxes import BOXES_GOING_ON, BoxRecipe, train_boxes
    from training.fitting.train_pages import GOING_ON, PageRecipe, train_pages
    from training.release.page_release import copy_networks, release_boxes, release_pages

    lengths = {"epochs": chosen.epochs, "batches_per_epoch": chosen.batches}
    lengths = {name: length for name, length in lengths.items() if length}
    run, out, start = chosen.run or RUNS / chosen.recipe, chosen.out or MODELS, chosen.start
    new = run / "model"
    if chosen.recipe == "pages":
        recipe = replace(GOING_ON if start else PageRecipe(), **lengths)
        release_pages(train_pages(recipe, run, chosen.seed, start), recipe, run, new, start)
        run = run / "boxes"
    else:
        copy_networks(out, new)
    recipe = replace(BOXES_GOING_ON if start else BoxRecipe(), **lengths)
    manifest = release_boxes(train_boxes(recipe, run, new, chosen.seed, start), recipe, run, new)
    copy_networks(new, out)
    print(f"Saved the networks of pictures, validation {manifest['validation']}.")
    return 0


def _evaluate(chosen: argparse.Namespace) -> int:
    from training.evaluation.evaluate import evaluate
    from utils.figures import figures_table, peers_table, runs_table
    from utils.manifest import load_peers

    manifest = evaluate(chosen.out, chosen.misread)
    figures = manifest["figures"]
    tables = {"figures": figures_table(figures), "runs": runs_table(manifest)}
    tables["peers"] = peers_table(load_peers(), figures)  # ours stand in it, too
    print(*tables.values(), sep="\n\n")
    if chosen.out.resolve() == MODELS:
        _write_into_pages(tables)
    return 0


def _calibrate(chosen: argparse.Namespace) -> int:
    from training.fitting.recipes import RECIPES
    from training.fitting.train import train_halves
    from training.release.release import recalibrate
    from utils.manifest import load_manifest

    stored = load_manifest(chosen.out)
    run = chosen.run or RUNS / f"{stored['recipe']}-seed{stored['seed']}"
    ran = stored["seed"], stored["epochs"], stored["batches_per_epoch"]
    manifest = recalibrate(chosen.out, train_halves(RECIPES[stored["recipe"]], run, *ran))
    print(f"Temperature {manifest['temperature']}, sure from {manifest['sure']}. Measure again with `evaluate`.")
    return 0


def _decide(chosen: argparse.Namespace) -> int:
    from training.release.page_release import decide_again

    said = decide_again(chosen.out)["validation"]
    print("  ".join(f"{name} {100 * value:.1f} %" for name, value in said.items()))
    return 0


def _compare(chosen: argparse.Namespace) -> int:
    from training.experiments.compare import compare
    from utils.figures import comparison_table

    table = comparison_table(compare(chosen.out))
    print(table)
    if chosen.out.resolve() == MODELS:
        _write_into_pages({"comparison": table})
    return 0


def _race(chosen: argparse.Namespace) -> int:
    from training.experiments.race import race
    from utils.figures import race_table

    if chosen.seeds < 1:
        raise ValueError("a race needs at least one seed")
    _write_table("race", race(chosen.run, chosen.seeds), race_table, chosen.out)
    return 0


def _ablate(chosen: argparse.Namespace) -> int:
    from training.experiments.ablation import ablate
    from utils.figures import ablation_table

    if chosen.seeds < 1:
        raise ValueError("an ablation needs at least one seed")
    _write_table("ablation", ablate(chosen.run, chosen.seeds), ablation_table, chosen.out)
    return 0


def _peers(chosen: argparse.Namespace) -> int:
    from training.experiments.peers import measure_peers
    from utils.figures import peers_table
    from utils.manifest import load_manifest

    figures = load_manifest()["figures"]
    _write_table("peers", measure_peers(chosen.environment), lambda rows: peers_table(rows, figures), chosen.out)
    return 0


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


def _kaggle_tables(chosen: argparse.Namespace) -> int:
    from training.data.kaggle import write_tables

    write_tables(chosen.out)
    print(f"Saved train.csv, test.csv and answers.csv in {chosen.out}.")
    return 0


def _submit(chosen: argparse.Namespace) -> int:
    from training.data.kaggle import TEST_ROWS, answers_of, load_any_model, pixels_of, read_test_table, write_submission

    model = load_any_model(chosen.model)
    glyphs = read_test_table(chosen.test)
    if glyphs.max() <= 1:
        print(f"{chosen.test} has pixels of 0 and 1 alone: it looks scaled, and needs 0 to 255.", file=sys.stderr)
    pixels, shares = (chosen.pixels, {}) if chosen.pixels else pixels_of(model, chosen.model)
    for scale, share in shares.items():
        print(f"With pixels of {scale} it reads {100 * share:.1f} % of MNIST's validation digits.")
    print(f"The model is given pixels of {pixels}.")
    answers = answers_of(model, glyphs, pixels)
    write_submission(chosen.out, answers)
    print(f"Saved {chosen.out}, {len(answers):,} rows.")
    if len(answers) != TEST_ROWS:
        print(f"Kaggle's own test table has {TEST_ROWS:,} rows; it takes no submission with another number of them.")
    return 0


def _export_by_tensorflow(folder: Path) -> None:
    """Export, in a process of its own where Keras trained with something else: it exports from TensorFlow."""
    from keras.config import backend

    from training.release.export import export

    if backend() == "tensorflow":
        export(folder)
        return
    command = [sys.executable, "-m", "training", "export", "--out", folder.resolve()]
    subprocess.run(command, env=os.environ | {"KERAS_BACKEND": "tensorflow"}, cwd=MODELS.parent, check=True)


def _export(chosen: argparse.Namespace) -> int:
    from training.release.export import export

    path = export(chosen.out)
    print(f"Saved {path}, {path.stat().st_size:,} bytes.")
    return 0


def _import_unipen(chosen: argparse.Namespace) -> int:
    from training.data.unipen import write_strokes

    for what, count in write_strokes(chosen.folder, chosen.out).items():
        print(f"{count:8,} {what}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
