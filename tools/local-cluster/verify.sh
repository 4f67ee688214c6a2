#!/bin/bash
# Proves on this machine, as root, what README.md promises. Takes about a minute.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
programs=$("$here/build.sh")
first=proof-a
second=proof-b

cluster() { "$programs/local-cluster" "$@"; }
on() { "$programs/kubectl" --kubeconfig "/var/lib/gho-platform/$1/kubeconfig" "${@:2}"; }
timed() { began=${EPOCHREALTIME/./}; }
passed() {
  local tenths=$(((${EPOCHREALTIME/./} - began) / 100000))
  printf 'ok  %4d.%d s  %s\n' $((tenths / 10)) $((tenths % 10)) "$*"
}
finish() {
  for name in $first $second; do cluster stop --name "$name" 2>/dev/null; done
}
trap finish EXIT

# Runs a Job that Pod Security's strictest level allows: job CLUSTER NAME COMMAND
job() {
  on "$1" apply -f - >/dev/null <<JOB
apiVersion: v1
kind: Namespace
metadata:
  name: proof
  labels: { pod-security.kubernetes.io/enforce: restricted }
JOB
  # Pods need the namespace's service account, which comes a moment later.
  on "$1" wait --namespace proof --for=create serviceaccount/default --timeout=10s >/dev/null
  on "$1" apply -f - >/dev/null <<JOB
apiVersion: batch/v1
kind: Job
metadata: { name: $2, namespace: proof }
spec:
  backoffLimit: 0
  template:
    spec:
      restartPolicy: Never
      securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: RuntimeDefault } }
      containers:
        - name: main
          image: docker.io/gho-platform/coredns:0.1.0
          imagePullPolicy: Never
          command: $3
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: { drop: [ALL] }
JOB
  on "$1" wait --namespace proof --for=condition=Complete "job/$2" --timeout=30s >/dev/null
}

timed
cluster start --name $first 2>/dev/null
passed "a node is ready and serves DNS"

timed
job $first first '[/coredns, -version]'
passed "the first Job completed, under the restricted Pod Security Standard"

timed
job $first second '[/coredns, -version]'
passed "a Job completed on the warm node"

timed
dns=$(on $first --namespace kube-system get service kube-dns --output 'jsonpath={.spec.clusterIP}')
python3 - "$dns" <<'QUERY'
import socket, sys
question = b''.join(bytes([len(part)]) + part for part in b'kubernetes.default.svc.cluster.local'.split(b'.'))
client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
client.settimeout(5)
client.sendto(b'\x12\x34\x01\x00\x00\x01' + bytes(6) + question + b'\x00\x00\x01\x00\x01', (sys.argv[1], 53))
answer = client.recv(512)
assert answer[7] == 1, answer
QUERY
passed "the host reaches a Service, which answers for kubernetes.default"

timed
cluster start --name $second 2>/dev/null
job $second other '[/coredns, -version]'
passed "a second cluster started beside the first and ran a Job"

timed
cluster start --name $second 2>&1 | grep --quiet 'already runs'
passed "starting it again changed nothing"

timed
kill -9 "$(cut -d' ' -f1 /run/gho-platform/$second/init.pid)"
cluster start --name $second 2>/dev/null
job $second again '[/coredns, -version]'
passed "after kill -9 of its supervisor it started anew"

timed
cluster stop --name $second 2>/dev/null
# Not through the function: the shell that runs one would be killed instead.
"$programs/local-cluster" start --name $second 2>/dev/null &
disown
until [ -s /run/gho-platform/$second/init.pid ]; do sleep 0.05; done
kill -9 $!
until cluster status --name $second 2>/dev/null | grep --quiet Ready; do sleep 0.1; done
said=$(cluster start --name $second 2>&1)
[[ $said != *'already runs'* ]]
job $second whole '[/coredns, -version]'
passed "after kill -9 of a start half way it started anew"

timed
cluster stop --name $second 2>/dev/null
"$here/leftovers.sh" $second
passed "stopping left nothing"

timed
job $first third '[/coredns, -version]'
passed "the first cluster runs on"

timed
cluster stop --name $first 2>/dev/null
"$here/leftovers.sh" $first
passed "stopping left nothing"

timed
cluster start --name $first --control-plane-only 2>/dev/null
cluster start --name $second --control-plane-only 2>/dev/null
passed "two control planes started"

timed
on $first create configmap kept >/dev/null
cluster restart-component --name $first apiserver
on $first get configmap kept >/dev/null
passed "an API server restarted on its data"

timed
finish
"$here/leftovers.sh" $first
"$here/leftovers.sh" $second
passed "stopping both left nothing"
