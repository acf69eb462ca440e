# One image for web, live, worker, beat and migrate; what differs is the command.
FROM python:3.11.14-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /venv
COPY requirements/base.txt /tmp/base.txt
RUN /venv/bin/pip install --no-deps --only-binary=:all: --require-hashes -r /tmp/base.txt

FROM python:3.11.14-slim-bookworm
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DJANGO_SETTINGS_MODULE=config.settings \
    DATA_DIR=/data STATIC_ROOT=/app/staticfiles
RUN useradd --system --uid 10001 --home-dir /app assemblage && mkdir -p /data /app && chown assemblage /data
WORKDIR /app
COPY --from=build /venv /venv
# Exactly what .dockerignore lets through.
COPY . .
# Only to gather the files: no database is known while building, and the key is thrown away.
RUN DATABASE_URL=postgresql://build/none SECRET_KEY=$(python -c "import secrets; print(secrets.token_hex(32))") \
    python manage.py collectstatic --no-input -v0
USER 10001
VOLUME /data
EXPOSE 8000
CMD ["python", "manage.py", "web"]
