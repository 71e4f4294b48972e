# One image for every role of Chartscribe; the role is the command (web, dispatcher, worker QUEUE).
ARG BASE=python:3.11-slim-bookworm

FROM ${BASE} AS build
WORKDIR /src
RUN python3 -m venv /opt/chartscribe
# The lock first: this layer, the slow one, is made again only when the lock changes.
COPY requirements-runtime.lock ./
RUN /opt/chartscribe/bin/python -m pip install --no-cache-dir --disable-pip-version-check \
        --require-hashes --only-binary :all: -r requirements-runtime.lock
COPY . .
RUN /opt/chartscribe/bin/python -m pip install --no-cache-dir --disable-pip-version-check \
        --no-index --no-deps --no-build-isolation .

FROM ${BASE}
# A fixed user id, so that volumes keep their owner from one image to the next.
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /var/lib/chartscribe chartscribe \
    && install -d -o chartscribe -g chartscribe -m 0700 /var/lib/chartscribe /var/lib/chartscribe-keys
COPY --from=build /opt/chartscribe /opt/chartscribe
# One thread a Tesseract: its own threads make a page slower, and workers are the unit of parallel work.
ENV PATH=/opt/chartscribe/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    OMP_THREAD_LIMIT=1 \
    HF_HUB_OFFLINE=1 \
    CHARTSCRIBE_HOME=/var/lib/chartscribe \
    CHARTSCRIBE_KEYS_DIR=/var/lib/chartscribe-keys
USER 10001:10001
WORKDIR /var/lib/chartscribe
# Fails when the database is out of reach or holds no site; the web service has a check of its own.
HEALTHCHECK --interval=30s --timeout=20s --start-period=60s CMD ["chartscribe", "status", "--json"]
ENTRYPOINT ["chartscribe"]
CMD ["--help"]
