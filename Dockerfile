# VoltWay in one image: web by default, worker and beat by another command (docs/operations.md).
#
#   docker build --tag voltway .
#   docker run --publish 127.0.0.1:8000:8000 --volume voltway:/var/lib/voltway voltway

# 1. The packages, from the lock file with its hashes, in an environment that is copied as it is.
FROM python:3.11-slim-bookworm AS packages
WORKDIR /opt/voltway
COPY requirements.lock ./
RUN python -m venv .venv \
    && .venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes --requirement requirements.lock

# 2. Map library, fonts, offline basemap and collected static files. Node comes with it and stays behind.
FROM packages AS assets
COPY dev manage.py package.json package-lock.json requirements-node.lock ./
COPY tools tools
COPY static static
RUN python dev assets
COPY voltway voltway
COPY stations stations
COPY accounts accounts
COPY analytics analytics
COPY templates templates
RUN VOLTWAY_DATA_DIR=/tmp/build STATIC_DIR=/opt/voltway/collected .venv/bin/python manage.py collectstatic --no-input \
    && rm -r /tmp/build

# 3. What runs: no compiler, no Node, no package cache, nobody's rights.
FROM python:3.11-slim-bookworm
RUN groupadd --system --gid 10001 voltway \
    && useradd --system --uid 10001 --gid voltway --home-dir /var/lib/voltway --create-home --shell /usr/sbin/nologin voltway
WORKDIR /opt/voltway
COPY --from=packages /opt/voltway/.venv .venv
COPY --from=assets /opt/voltway/collected collected
COPY --from=assets /opt/voltway/static static
COPY manage.py LICENSE ./
COPY voltway voltway
COPY stations stations
COPY accounts accounts
COPY analytics analytics
COPY templates templates
# The pages of the site that are kept as documents.
COPY docs docs
COPY tools tools
RUN .venv/bin/python -m compileall -q voltway stations accounts analytics tools manage.py
ENV PATH=/opt/voltway/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    VOLTWAY_DATA_DIR=/var/lib/voltway \
    STATIC_DIR=/opt/voltway/collected
USER 10001:10001
VOLUME /var/lib/voltway
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 CMD ["python", "-m", "tools.alive"]
# The flags of tools/web.py; a test holds them together.
CMD ["granian", "--interface", "wsgi", "--http", "1", "--no-ws", "--backlog", "2048", "--backpressure", "1024", \
     "--http1-header-read-timeout", "10000", "--workers-kill-timeout", "30", "--log-level", "warning", \
     "--respawn-failed-workers", "--workers-lifetime", "12h", "--workers-max-rss", "1024", \
     "--workers", "2", "--blocking-threads", "16", "--host", "0.0.0.0", "--port", "8000", "voltway.wsgi:application"]
