#!/bin/sh
# Builds local-cluster and everything it runs, prints the directory that holds
# the programs: local-cluster kubectl helm kubeconform kube-apiserver etcd ...
# A second run, also in another clone, finds the same source built and returns
# at once. Cold it takes about 6 minutes on 2 cores.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
kubernetes=1.34.4
helm=3.19.5
minor=${kubernetes#*.}
minor=${minor%.*}

version=k8s.io/component-base/version
chart=helm.sh/helm/v3
kube=$(GO_LDFLAGS="-X $version.gitVersion=v$kubernetes -X $version.gitMajor=1 -X $version.gitMinor=$minor \
-X $version.gitTreeState=clean -X $chart/internal/version.version=v$helm \
-X $chart/pkg/chartutil.k8sVersionMajor=1 -X $chart/pkg/chartutil.k8sVersionMinor=$minor \
-X $chart/pkg/lint/rules.k8sVersionMajor=1 -X $chart/pkg/lint/rules.k8sVersionMinor=$minor" \
  "$here/go-build.sh" "$here/kube" . ./coredns helm.sh/helm/v3/cmd/helm)
kubeconform=$("$here/go-build.sh" "$here/kubeconform" github.com/yannh/kubeconform/cmd/kubeconform)
cluster=$("$here/go-build.sh" "$here" . ./pause)

# One directory for each combination, so that a running cluster keeps its programs.
together=$(echo "$kube $kubeconform $cluster" | sha256sum | cut -c1-16)
programs=$(dirname "$kube")/programs-$together
if [ ! -d "$programs" ]; then
  rm -rf "$programs.part.$$"
  mkdir "$programs.part.$$"
  cp -l "$kube"/* "$kubeconform"/* "$cluster"/* "$programs.part.$$"
  for name in etcd kube-apiserver kube-controller-manager kube-scheduler kubelet kube-proxy kubectl; do
    ln -s kube "$programs.part.$$/$name"
  done
  # Another build may have been faster.
  mv -T "$programs.part.$$" "$programs" 2>/dev/null || rm -rf "$programs.part.$$"
fi
echo "$programs"
