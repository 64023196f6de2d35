import pytest

from training.fitting.schedules import constant, falling, is_over, on_plateau


def rows(**columns):
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def test_a_constant_rate_stays_and_a_falling_one_falls_after_every_epoch():
    seen = rows(mnist_accuracy=[0.9, 0.95, 0.96])
    assert constant(seen) == 1
    assert falling(0.5)([]) == 1
    assert falling(0.5)(seen) == pytest.approx(0.125)


def test_the_rate_falls_once_as_many_epochs_brought_nothing_as_patience_has():
    rate = on_plateau(factor=0.5, patience=2)
    assert rate(rows(mnist_accuracy=[0.9, 0.95, 0.94])) == 1
    assert rate(rows(mnist_accuracy=[0.9, 0.95, 0.94, 0.95])) == 0.5
    assert rate(rows(mnist_accuracy=[0.9, 0.95, 0.94, 0.95, 0.94])) == 0.5
    assert rate(rows(mnist_accuracy=[0.9, 0.95, 0.94, 0.95, 0.94, 0.93])) == 0.25


def test_training_is_over_when_the_lowest_loss_lies_as_far_back_as_patience():
    losses = rows(mnist_loss=[0.5, 0.3, 0.4, 0.4])
    assert not is_over(losses, 3)
    assert is_over(losses, 2)
    assert not is_over(losses, None)
    assert not is_over([], 2)


def test_training_is_over_at_its_goal():
    shares = rows(mnist_accuracy=[0.99, 0.9955], mnist_loss=[0.04, 0.02])
    assert is_over(shares, None, goal=0.9955)
    assert not is_over(shares, None, goal=0.996)
    assert not is_over(shares[:1], None, goal=0.9955)
    assert not is_over([], None, goal=0.9955)
