import pytest

from training.fitting.precision import fastest_policy


@pytest.mark.parametrize(
    ("flags", "policy"), [("fpu avx2 fma", "float32"), ("fpu avx512f avx512_bf16", "mixed_bfloat16"), ("", "float32")]
)
def test_bfloat16_is_used_where_the_processor_has_it(tmp_path, monkeypatch, flags, policy):
    monkeypatch.setattr("training.fitting.precision.has_accelerator", lambda: False)
    (tmp_path / "cpuinfo").write_text(f"flags : {flags}")
    assert fastest_policy(tmp_path / "cpuinfo") == policy


def test_an_accelerator_takes_bfloat16_and_an_unknown_processor_does_not(tmp_path, monkeypatch):
    monkeypatch.setattr("training.fitting.precision.has_accelerator", lambda: False)
    assert fastest_policy(tmp_path / "absent") == "float32"
    monkeypatch.setattr("training.fitting.precision.has_accelerator", lambda: True)
    assert fastest_policy(tmp_path / "absent") == "mixed_bfloat16"
