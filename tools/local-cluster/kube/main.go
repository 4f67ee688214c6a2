// Command kube is every program of a small Kubernetes in one static binary.
//
// It runs the program named by the basename it was started as ("kubelet" when
// called through a symbolic link of that name) or, called as anything else, by
// its first argument: `kube kubectl get pods`. One binary is linked once, and
// the programs share the packages they have in common.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
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
	program, arguments, err := selectProgram(os.Args)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	os.Args = arguments
	os.Exit(programs[program]())
}

// selectProgram returns the program to run and the argument vector it is to
// see, whose first element is the program's own name.
func selectProgram(arguments []string) (string, []string, error) {
	if calledAs := filepath.Base(arguments[0]); programs[calledAs] != nil {
		return calledAs, append([]string{calledAs}, arguments[1:]...), nil
	}
	if len(arguments) < 2 {
		return "", nil, fmt.Errorf("no program named: the first argument is one of %s", programNames())
	}
	if programs[arguments[1]] == nil {
		return "", nil, fmt.Errorf("no program %q: the first argument is one of %s", arguments[1], programNames())
	}
	return arguments[1], arguments[1:], nil
}

func programNames() string {
	names := make([]string, 0, len(programs))
	for name := range programs {
		names = append(names, name)
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}
