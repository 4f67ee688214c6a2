# Stands in for node:24-bookworm-slim.
ARG DEBIAN_IMAGE
FROM ${DEBIAN_IMAGE}
COPY node /usr/local/bin/node
CMD ["node"]
