from training.evaluation.photographs import NumberScore, align, score_number


def test_everything_right():
    assert score_number("12/345", "12\n345") == NumberScore(5, 5, 0, 2, 2)


def test_operators_and_spaces_of_the_label_are_no_digits():
    assert score_number("13+7 5x2", "13752") == NumberScore(5, 5, 0, 1, 1)


def test_a_missing_an_extra_and_a_mistaken_digit():
    assert align("123", "13") == (2, 0)
    assert align("123", "1823") == (3, 0)
    assert align("123", "173") == (2, 1)
    assert score_number("123", "1823") == NumberScore(3, 3, 1, 0, 1)


def test_nothing_read_and_nothing_written():
    assert score_number("42", "") == NumberScore(0, 2, 0, 0, 1)
    assert align("", "77") == (0, 0)


def test_scores_add_up():
    assert sum([NumberScore(1, 2, 3, 4, 5)] * 2, NumberScore()) == NumberScore(2, 4, 6, 8, 10)
