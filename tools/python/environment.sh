# Sourced: makes virtual environments, each once per state of its lock files.
#
#   environment <install> <lock>...    prints the environment; calls <install> <folder> <lock>... when it is missing
#
# The folder's name is a hash of the interpreter and the lock files, so a changed lock gets a fresh
# environment and an unchanged one is found again from any checkout. A lock and a mark of completion
# keep two processes, or one that was killed, from using half an environment.
root=$(cd "$(dirname "$0")/../.." && pwd)
cache=$("$root/tools/cache-dir.sh")
python=${PYTHON:-$(command -v python3.11 || command -v python3)}

"$python" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || {
  echo "$(basename "$0"): $python is not Python 3.11, for which the lock files were resolved" >&2
  exit 1
}

environment() {
  install=$1
  shift
  hash=$({ "$python" --version; cat "$@"; } | sha256sum | cut -c1-16)
  target="$cache/venv/$hash"
  complete="$target/.complete"
  if [ -e "$complete" ]; then echo "$target"; return; fi

  mkdir -p "$cache/venv"
  exec 9>"$cache/venv/$hash.lock"
  flock 9
  if [ ! -e "$complete" ]; then
    rm -rf "$target"
    "$install" "$target" "$@" >&2
    touch "$complete"
  fi
  echo "$target"
}
