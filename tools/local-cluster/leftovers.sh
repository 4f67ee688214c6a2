#!/bin/sh
# Prints what a stopped cluster left on this machine and fails if there is
# anything: leftovers.sh [NAME]
#
# Only what carries the cluster's name counts: the chains KUBE- and CNI- and the
# bridge cni0 of the machine's own network belong to a Kubernetes of the machine.
set -eu

name=${1:-demo}
label=gho-$name
found=$(mktemp)
trap 'rm -f "$found"' EXIT

report() { sed "s|^|$1: |" >> "$found"; }

pgrep -af "/gho-platform/$name(/|$)" | report process || true
grep -E "/gho-platform/$name(/| )" /proc/self/mounts | report mount || true
ip -oneline link show 2>/dev/null | grep -E " $label[@:]" | report interface || true
ip route show | grep -E " dev $label( |$)" | report route || true
if command -v iptables-save >/dev/null; then
  chain=$(echo "$label" | tr '[:lower:]' '[:upper:]')
  iptables-save 2>/dev/null | grep -E "(:|-[Ajg] )$chain( |$)" | report iptables || true
fi
find /sys/fs/cgroup -maxdepth 2 -type d -name "$label" 2>/dev/null | report cgroup || true
for directory in "/var/lib/gho-platform/$name" "/run/gho-platform/$name"; do
  if [ -e "$directory" ]; then echo "$directory" | report directory; fi
done

cat "$found"
[ ! -s "$found" ]
