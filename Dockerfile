# One image with everything: SQLite by default, PostgreSQL by HUIYING_DATABASE_URL.
# The first stage needs make and npm; the second holds Python and the installed wheel only.
FROM python:3.13-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends make npm && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN make setup && .venv/bin/python -m hatchling build -t wheel -d /wheels
RUN python -m venv /opt/huiying \
    && PIP_CONSTRAINT=constraints.txt PIP_BUILD_CONSTRAINT=constraints.txt \
       /opt/huiying/bin/pip install --no-cache-dir /wheels/*.whl

FROM python:3.13-slim
RUN useradd --create-home --uid 10001 huiying && install -d -o huiying /var/lib/huiying
COPY --from=build /opt/huiying /opt/huiying
ENV PATH=/opt/huiying/bin:$PATH HUIYING_HOME=/var/lib/huiying HUIYING_HOST=0.0.0.0
USER huiying
VOLUME /var/lib/huiying
EXPOSE 8000
CMD ["huiying", "up"]
