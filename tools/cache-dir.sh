#!/bin/sh
# Prints the directory of what is expensive to make and safe to lose, always as an absolute path: whoever is
# told of it works in another directory. An empty variable counts as none.
set -eu

realpath -m "${GHO_CACHE_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/gho-platform}"
