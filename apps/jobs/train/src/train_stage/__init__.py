"""The train stage: published features in, a registered and judged model version out."""

import os

# Set before scikit-learn loads OpenMP. For a few thousand rows threads do nothing but wait for each
# other: on a busy node six fits took 148 s with two threads and 3 s with one.
os.environ.setdefault("OMP_NUM_THREADS", "1")
