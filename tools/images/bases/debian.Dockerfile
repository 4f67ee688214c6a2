# Stands in for debian:12-slim.
FROM scratch
ADD root.tar /
ENV LANG=C.UTF-8
CMD ["bash"]
