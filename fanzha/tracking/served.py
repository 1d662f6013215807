"""The registered model as MLflow loads it: from this source file and a bundle folder, without pickle."""

from __future__ import annotations

import itertools
from pathlib import Path

import mlflow
from mlflow.pyfunc import PythonModel, PythonModelContext

from fanzha import bundle
from fanzha.privacy import redact


class BundleModel(PythonModel):  # type: ignore[misc, unused-ignore]  # mlflow ships without types here
    """Scores texts with the bundle among the artifacts."""

    def load_context(self, context: PythonModelContext) -> None:
        """Load the bundle once."""
        self._bundle = bundle.load(Path(context.artifacts["bundle"]))

    # MLflow would take annotations here for the schema, which the signature gives already.
    def predict(self, context, model_input, params=None):  # type: ignore[no-untyped-def]
        """Return what the signature names for each row of a data frame with a ``text`` column."""
        texts = [redact(t) for t in model_input["text"].tolist()]
        probabilities, decisions = self._bundle.predict(texts)
        result = model_input[[]].copy()
        result["type"] = [self._bundle.classes[i] for i in decisions.best]
        result["probability"] = probabilities.max(axis=1)
        result["needs_review"] = decisions.needs_review
        # Empty instead of null: MLflow turns a null of a text column into the word nan on its way to Spark.
        result["review_reason"] = [reason or "" for reason in decisions.reasons]
        possible, offsets = decisions.set_columns()
        codes = [self._bundle.classes[i] for i in possible]
        result["prediction_set"] = [codes[a:b] for a, b in itertools.pairwise(offsets.tolist())]
        return result


mlflow.models.set_model(BundleModel())
