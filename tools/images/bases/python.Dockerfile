# Stands in for python:3.11-slim-bookworm: the interpreter is /usr/local/bin/python
# and pip may install into the system.
ARG DEBIAN_IMAGE
FROM ${DEBIAN_IMAGE}
RUN apt-get update \
  && apt-get install --yes --no-install-recommends python3 python3-pip python3-venv \
  && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /usr/lib/python3.11/EXTERNALLY-MANAGED \
  && ln -s /usr/bin/python3 /usr/local/bin/python \
  && ln -s /usr/bin/python3 /usr/local/bin/python3
CMD ["python3"]
