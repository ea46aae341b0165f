from __future__ import annotations

import pytest

from streams.extraction.sentences import split_sentences


def sentences(text: str, skip: tuple[tuple[int, int], ...] = ()) -> list[str]:
    return [text[s.start_char : s.end_char] for s in split_sentences(text, "body", 0, 0, skip)]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Lt. Gen. A. B. Diallo was killed on Dec. 5. He was 50.", 2),
        ("In the U.S. The army struck.", 2),
        ('He said: "Go!" Then he left.', 2),
        ("Killed in Jos.Two others died there.", 2),
        ("It lay 3.5 km away. Nobody came.", 2),
        ("A headline without a stop\n\nThe first sentence. The second.", 3),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, count: int) -> None:
    assert len(sentences(text)) == count


def test_a_hard_wrapped_line_goes_on() -> None:
    text = "THE REBELS HAVE ATTACKED A BARRACKS IN THE WEST OF THE COUNTRY AND\nKILLED TWO SOLDIERS."
    assert len(sentences(text)) == 1


def test_skipped_spans_are_in_no_sentence() -> None:
    text = "First one. Copyright 2020. Second one."
    assert sentences(text, ((11, 26),)) == ["First one.", "Second one."]


def test_a_text_without_stops_is_cut() -> None:
    assert max(map(len, sentences("word " * 5_000))) <= 2_000


@pytest.mark.parametrize("text", ["", "   \n\n ", "...", "\u200b\u200b"])
def test_a_text_without_words_has_no_sentence(text: str) -> None:
    assert sentences(text) == []
