import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fanzha.text.ngrams import hashed_ngrams
from fanzha.text.tokens import Tokens, characters, fold_table

FOLD = fold_table()


def _runs(texts: list[str], n: int) -> list[tuple[int, str]]:
    return [(r, t[i : i + n]) for r, t in enumerate(texts) for i in range(len(t) - n + 1)]


def _tokens(texts: list[str]) -> Tokens:
    return characters(texts, FOLD)


@given(st.lists(st.text("贷款ab𠮷", max_size=9), max_size=6), st.sampled_from([1, 2, 3, 4]))
def test_agrees_with_plain_slicing(texts: list[str], n: int) -> None:
    grams = hashed_ngrams(_tokens(texts), n, 30)
    places = zip(grams.row, grams.start, grams.end, strict=True)
    pieces = [(int(r), texts[r][a:b]) for r, a, b in places]
    assert pieces == _runs(texts, n)
    # Equal n-grams share a bucket and different ones do not (a collision among a few dozen in 2**30 is out of reach).
    buckets: dict[str, set[int]] = {}
    for (_, piece), bucket in zip(pieces, grams.bucket, strict=True):
        buckets.setdefault(piece, set()).add(int(bucket))
    assert all(len(b) == 1 for b in buckets.values())
    assert len({next(iter(b)) for b in buckets.values()}) == len(buckets)


@given(st.lists(st.text("贷款ab", max_size=9), min_size=1, max_size=6))
def test_no_ngram_crosses_texts(texts: list[str]) -> None:
    whole = hashed_ngrams(_tokens(texts), 2, 20).bucket
    alone = [hashed_ngrams(_tokens([t]), 2, 20).bucket for t in texts]
    np.testing.assert_array_equal(whole, np.concatenate(alone))


def test_spans_cover_what_was_dropped_between() -> None:
    grams = hashed_ngrams(_tokens(["贷 * 款"]), 2, 20)
    assert (grams.start.tolist(), grams.end.tolist()) == ([0], [5])


def test_hash_is_fixed() -> None:
    # A change of the hash would silently ruin every exported bundle.
    found = [hashed_ngrams(_tokens(["贷款"]), n, 18).bucket.tolist() for n in (1, 2)]
    assert found == [[221822, 86810], [242987]]
