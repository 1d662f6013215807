import numpy as np
import pyarrow as pa
import pytest

from fanzha.distillation import apart, teach
from fanzha.errors import InputError, LabelError


def test_the_teacher_speaks_in_the_labels_of_the_student(toy_classifier) -> None:
    texts = ["贷款放款前先交保证金", "今晚一起吃饭吧", "今晚一起吃饭吧"]
    taught = teach(toy_classifier, texts, ["benign", "loan"], 0.2)
    assert taught.texts == texts[:2]  # equal texts count once
    assert taught.weight == 0.2
    both = toy_classifier.predict_proba(texts[:2])[:, [0, 2]]
    np.testing.assert_allclose(taught.probabilities, both / both.sum(axis=1, keepdims=True), atol=1e-6)
    assert taught.probabilities.argmax(axis=1).tolist() == [1, 0]


def test_what_is_of_no_label_of_the_student_is_left_out(toy_classifier) -> None:
    texts = ["刷单垫付本金返利佣金", "贷款放款前先交保证金"]
    assert teach(toy_classifier, texts, ["benign", "loan"], 1).texts == texts[1:]
    with pytest.raises(InputError, match="none that fits"):
        teach(toy_classifier, texts[:1], ["benign", "loan"], 1)


def test_what_is_labelled_already_is_not_taught() -> None:
    from fanzha import schema

    row = {"id": "1", "text": "贷款放款前，先交保证金 ", "label": "loan", "group": "1", "source": "s"}
    labelled = pa.Table.from_pylist([row], schema=schema.LABELLED)
    texts = ["今晚一起吃饭", "贷款放款前,先交保证金", "今晚一起吃飯", "贷款放款前，先交保证金"]
    assert apart(texts, labelled) == ["今晚一起吃饭"]


def test_a_teacher_that_lacks_a_label_is_refused(toy_classifier) -> None:
    with pytest.raises(LabelError, match="authority"):
        teach(toy_classifier, ["你好"], ["authority", "benign"], 1)
