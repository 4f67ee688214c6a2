// Command kube is every program of a small Kubernetes in one static binary,
// which is linked once and shares the packages the programs have in common.
package main

import (
	"fmt"
	"os"

	"gho-platform.local/kube/internal/dispatch"
)

// programs maps the name a program is called by to its entry point, which
// returns the exit code of the process.
var programs = map[string]func() int{
	"kube-apiserver":          runAPIServer,
	"kube-controller-manager": runControllerManager,
	"kube-scheduler":          runScheduler,
	"kubelet":                 runKubelet,
	"kube-proxy":              runProxy,
	"kubectl":                 runKubectl,
	"etcd":                    runEtcd,
}

func main() {
	program, arguments, err := dispatch.Select(programs, os.Args)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	os.Args = arguments
	os.Exit(programs[program]())
}
