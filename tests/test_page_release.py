"""How the networks that look at pictures are saved."""

from training.fitting.train_pages import begun_with
from training.release.page_release import copy_networks
from utils.manifest import MODELS, load_page_manifest
from utils.page_reader import PageReader


def test_copied_networks_look_at_pictures(tmp_path):
    copy_networks(MODELS, tmp_path / "new")
    assert PageReader.load(tmp_path / "new").decision.sure == PageReader.load(MODELS).decision.sure
    assert load_page_manifest(tmp_path / "new") == load_page_manifest(MODELS)
    assert not [path for path in (tmp_path / "new").iterdir() if path.name.startswith(".")]


def test_a_run_tells_which_network_it_began_with():
    manifest = load_page_manifest(MODELS)
    told = begun_with(manifest)["start"]
    assert told["sha256"] == manifest["files"]["keras"]["sha256"]
    assert told["epochs"] == len(manifest["learning_curve"])
    assert told["settings"]["recipe"] == manifest["settings"]["recipe"]
    assert len(told["settings"]["code"]) == 64  # one hash of it all
    assert begun_with(None) == {}
