import re

import numpy as np

from utils.views.closer import of_comparison


def test_the_comparison_shows_every_models_answer_and_marks_who_says_otherwise():
    page = of_comparison(
        {"This page": probabilities(7, 3), "another": probabilities(7, 5), "third": probabilities(7, 3)}
    )
    rows = re.findall(r"<tr( class=doubtful)?><th[^>]*>([^<]*)</th><td><b>(\d+)</b>", page)
    assert rows == [("", "This page", "73"), (" class=doubtful", "another", "75"), ("", "third", "73")]


def test_the_comparison_of_one_digit_says_how_sure_each_model_is():
    page = of_comparison({"This page": probabilities(7), "another": probabilities(1)})
    assert page.count("<td>91.0 %</td>") == 2
    assert "Least sure" not in page
    assert "Least sure" in of_comparison({"This page": probabilities(7, 3)})


def probabilities(*values):
    rows = np.full((len(values), 10), 0.01)
    rows[np.arange(len(values)), values] = 0.91
    return rows
