# fanzha with what scoring, the store and the triage service need: no compiler, no training, no root.
#   docker build -t fanzha .
#   docker run --rm --read-only --tmpfs /tmp -v "$PWD/in:/in:ro" -v out:/var/lib/fanzha fanzha run --input /in --output out
ARG PYTHON=3.11-slim-bookworm

FROM docker.io/library/python:${PYTHON} AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /src
RUN python -m venv /opt/fanzha && python -m pip install "build>=1.2" "hatchling>=1.27"
# Packages change less often than the program, so they stand in a layer of their own.
COPY requirements/image.txt requirements/
RUN /opt/fanzha/bin/python -m pip install --require-hashes --no-deps -r requirements/image.txt
COPY pyproject.toml hatch_build.py README.md LICENSE ./
COPY configs configs
COPY models/default models/default
COPY fanzha fanzha
RUN python -m build --wheel --no-isolation --outdir /dist \
    && /opt/fanzha/bin/python -m pip install --no-deps /dist/fanzha-*.whl \
    && /opt/fanzha/bin/python -m pip check \
    && /opt/fanzha/bin/fanzha --version

FROM docker.io/library/python:${PYTHON}
RUN groupadd --system --gid 10001 fanzha \
    && useradd --system --uid 10001 --gid fanzha --home-dir /var/lib/fanzha --create-home --shell /usr/sbin/nologin fanzha \
    && chmod 0750 /var/lib/fanzha
COPY --from=build /opt/fanzha /opt/fanzha
ENV PATH=/opt/fanzha/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 FANZHA_LOG=json NUMBA_CACHE_DIR=/tmp/numba
USER 10001:10001
WORKDIR /var/lib/fanzha
EXPOSE 8000
# Of the triage service; a container that runs a job is without it (see ops/docker/compose.yaml).
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=3)"]
ENTRYPOINT ["fanzha"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
