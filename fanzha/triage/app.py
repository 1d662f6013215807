"""The HTTP API and the page of the duty officer."""

from __future__ import annotations

from importlib.resources import files
from typing import Annotated

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from pydantic import BaseModel, Field, field_validator

from fanzha.bundle import Bundle
from fanzha.decide import REASONS_ZH
from fanzha.privacy import redact
from fanzha.text import normalise

_POLICY = "default-src 'self'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
# A report longer than this is a file, not a report; the limit keeps one request from holding up the others.
MAX_CHARACTERS = 20_000
# Nothing is known yet, so nothing here may reassure; the tip of a type waits until a person has found the type.
REVIEW_TIP = (
    "工作人员将人工复核，现在还不能下结论。结论出来之前，请不要转账付款，不要把验证码、密码告诉任何人，"
    "不要点击链接、安装软件或共享屏幕。拿不准，或已经付了款，请立即拨打96110。"
)


class TriageRequest(BaseModel):
    """A report as a citizen or officer wrote it."""

    text: Annotated[str, Field(min_length=1, max_length=MAX_CHARACTERS)]

    @field_validator("text")
    @classmethod
    def _not_blank(cls, text: str) -> str:
        if not normalise(text):
            raise ValueError("must not be blank")
        return text


class TypeProbability(BaseModel):
    """One candidate type."""

    type: str
    name: str
    probability: float


class EvidencePiece(BaseModel):
    """A piece of the de-identified report that spoke for the type."""

    text: str
    start: int
    end: int
    weight: float


class TriageAnswer(BaseModel):
    """What the model makes of a report."""

    type: str
    name: str
    probability: float
    needs_review: bool
    review_reason: str | None
    review_reason_name: str | None
    top3: list[TypeProbability]
    prediction_set: list[str]
    prediction_set_names: list[str]
    evidence: list[EvidencePiece]
    tip: str
    safe_text: str
    model_version: str


def triage(bundle: Bundle, text: str) -> TriageAnswer:
    """Classify one report; identifiers are replaced before the model sees it."""
    safe = redact(text)
    probabilities, decisions = bundle.predict([safe])
    top = [
        TypeProbability(
            type=bundle.classes[i],
            name=bundle.taxonomy.name(bundle.classes[i]),
            probability=round(float(probabilities[0, i]), 6),
        )
        for i in decisions.order[0, :3]
    ]
    best, (reason,) = top[0], decisions.reasons
    possible = [bundle.classes[i] for i in decisions.set_columns()[0]]
    known = bundle.taxonomy[best.type].tip_zh if best.type in bundle.taxonomy else ""
    evidence = bundle.classifier.explain(safe, best.type)
    return TriageAnswer(
        type=best.type,
        name=best.name,
        probability=best.probability,
        needs_review=reason is not None,
        review_reason=reason,
        review_reason_name=REASONS_ZH[reason] if reason else None,
        top3=top,
        prediction_set=possible,
        prediction_set_names=[bundle.taxonomy.name(code) for code in possible],
        evidence=[EvidencePiece(text=e.text, start=e.start, end=e.end, weight=e.weight) for e in evidence],
        tip=REVIEW_TIP if reason else known,
        safe_text=safe,
        model_version=bundle.version,
    )


def create_app(bundle: Bundle) -> FastAPI:
    """Return the service of one bundle.

    Parameters
    ----------
    bundle : Bundle

    Returns
    -------
    FastAPI
        ``POST /v1/triage``, ``GET /healthz``, ``GET /metrics``, and the page at ``/``.
    """
    app = FastAPI(title="fanzha triage", version=bundle.version, docs_url=None, redoc_url=None)
    registry = CollectorRegistry()
    requests = Counter("fanzha_triage_total", "Reports triaged", ["type", "needs_review"], registry=registry)
    seconds = Histogram("fanzha_triage_seconds", "Seconds per report", registry=registry)
    page = files("fanzha.triage").joinpath("page.html").read_text(encoding="utf-8")

    @app.exception_handler(RequestValidationError)
    async def refuse(request: Request, error: RequestValidationError) -> JSONResponse:
        # The default answer echoes the input, which may be a whole report.
        problems = sorted({f"{'.'.join(str(p) for p in e['loc'][1:]) or 'body'}: {e['msg']}" for e in error.errors()})
        return JSONResponse({"error": "; ".join(problems)}, status_code=422)

    @app.post("/v1/triage")
    def post_triage(request: TriageRequest) -> TriageAnswer:
        with seconds.time():
            answer = triage(bundle, request.text)
        requests.labels(answer.type, str(answer.needs_review).lower()).inc()
        return answer

    @app.get("/healthz")
    def healthz() -> dict[str, str]:
        return {"status": "ok", "model_version": bundle.version}

    @app.get("/metrics", response_class=PlainTextResponse)
    def metrics() -> PlainTextResponse:
        return PlainTextResponse(generate_latest(registry).decode(), media_type="text/plain; version=0.0.4")

    @app.get("/", response_class=HTMLResponse)
    def index() -> HTMLResponse:
        return HTMLResponse(
            page,
            headers={
                "Content-Security-Policy": _POLICY,
                "Cache-Control": "no-store",
                "X-Content-Type-Options": "nosniff",
            },
        )

    return app
