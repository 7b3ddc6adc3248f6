"""A score says in words what it is made of and where it stands."""

from app.domain.scores import AeoBand, AeoPlace, AeoScore, Gate


def test_the_parts_of_a_score_add_up_in_words() -> None:
    score = AeoScore(Gate.PASS, "1", measured=62.1, standing=41.0)

    assert score.unsourced == 21.1
    assert score.in_parts == "41.0 points stand on their own, 21.1 need a source"


def test_a_score_that_stands_as_a_whole_asks_for_nothing() -> None:
    assert AeoScore(Gate.PASS, "1", measured=62.1, standing=62.1).in_parts == (
        "all of the score stands on its own"
    )


def test_an_evaluation_from_before_there_were_parts_says_nothing_of_them() -> None:
    score = AeoScore(Gate.PASS, "1", measured=62.1)

    assert (score.unsourced, score.standing_share, score.in_parts) == (None, None, "")


def test_a_place_names_its_texts() -> None:
    place = AeoPlace(62, AeoBand.GOOD, 540, (400, 799))

    assert place.in_words == "good: higher than 62 % of 540 reference texts of 400 to 799 words"
