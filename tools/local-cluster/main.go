// Command local-cluster runs a real Kubernetes on this machine.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"gho-platform.local/local-cluster/internal/lifecycle"
	"gho-platform.local/local-cluster/internal/supervisor"
)

const usage = `usage: local-cluster COMMAND [--name NAME] [ARGUMENT...]

  start [--control-plane-only] [--egress]   start a cluster; does nothing when it runs
        [--lock LOCK]                       who holds the lock keeps it from "stop --all"
        [--scheduler]                       start one also where there is no node
        [--argument COMPONENT=ARGUMENT]...  add an argument to those of a component
  status                                    show the components; fails unless all run
  stop                                      end the cluster and remove all of it
  stop --all                                the same for every cluster of this user
  lock-file LOCK                            print the file to take a lock on, by flock
  kubeconfig                                print the path of the administrator's kubeconfig
  env                                       print shell assignments: KUBECONFIG, PATH
  load-image ARCHIVE...                     make images of archives available to pods, print NAME@DIGEST
  logs COMPONENT                            print a component's log
  stop-component, start-component, restart-component COMPONENT

NAME is "demo" unless given.
`

type arguments struct {
	name             string
	controlPlaneOnly bool
	scheduler        bool
	arguments        componentArguments
	egress           bool
	lock             string
	all              bool
	rest             []string
}

// componentArguments collects COMPONENT=ARGUMENT by component.
type componentArguments map[string][]string

func (c componentArguments) String() string { return "" }

func (c componentArguments) Set(word string) error {
	component, argument, found := strings.Cut(word, "=")
	if !found || component == "" || argument == "" {
		return fmt.Errorf("must be COMPONENT=ARGUMENT, such as scheduler=--v=2")
	}
	c[component] = append(c[component], argument)
	return nil
}

var commands = map[string]func(arguments) error{
	"start":             start,
	"status":            func(a arguments) error { return lifecycle.PrintStatus(a.name, os.Stdout) },
	"stop":              stop,
	"lock-file":         printLockFile,
	"kubeconfig":        printKubeconfig,
	"env":               printEnvironment,
	"load-image":        func(a arguments) error { return lifecycle.LoadImages(a.name, a.rest, os.Stdout, report) },
	"logs":              withComponent(printLog),
	"stop-component":    withComponent(stopComponent),
	"start-component":   withComponent(startComponent),
	"restart-component": withComponent(restartComponent),
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "local-cluster:", err)
		os.Exit(1)
	}
}

func run(words []string) error {
	if len(words) == 2 && words[0] == "init" {
		return lifecycle.RunInit(words[1])
	}
	if len(words) == 0 || commands[words[0]] == nil {
		fmt.Fprint(os.Stderr, usage)
		os.Exit(2)
	}
	return commands[words[0]](parse(words[0], words[1:]))
}

func parse(command string, words []string) arguments {
	parsed := arguments{arguments: componentArguments{}}
	flags := flag.NewFlagSet(command, flag.ExitOnError)
	flags.Usage = func() { fmt.Fprint(os.Stderr, usage) }
	flags.StringVar(&parsed.name, "name", "demo", "")
	if command == "start" {
		flags.BoolVar(&parsed.controlPlaneOnly, "control-plane-only", false, "")
		flags.BoolVar(&parsed.egress, "egress", false, "")
		flags.BoolVar(&parsed.scheduler, "scheduler", false, "")
		flags.Var(parsed.arguments, "argument", "")
		flags.StringVar(&parsed.lock, "lock", "", "")
	}
	if command == "stop" {
		flags.BoolVar(&parsed.all, "all", false, "")
	}
	// ExitOnError: Parse does not return an error.
	_ = flags.Parse(words)
	parsed.rest = flags.Args()
	return parsed
}

func start(a arguments) error {
	binDir, err := binaryDirectory()
	if err != nil {
		return err
	}
	_, err = lifecycle.Start(lifecycle.Options{
		Name: a.name, ControlPlaneOnly: a.controlPlaneOnly, Scheduler: a.scheduler,
		Arguments: a.arguments, Egress: a.egress, Lock: a.lock, BinDir: binDir,
	}, report)
	return err
}

func stop(a arguments) error {
	if a.all {
		return lifecycle.StopAll(report)
	}
	return lifecycle.Stop(a.name, report)
}

func printLockFile(a arguments) error {
	if len(a.rest) != 1 {
		return fmt.Errorf("lock %q: exactly one is needed", a.rest)
	}
	path, err := lifecycle.LockFile(a.rest[0])
	if err == nil {
		fmt.Println(path)
	}
	return err
}

// binaryDirectory is where this program is: the build puts all in one place.
func binaryDirectory() (string, error) {
	executable, err := os.Executable()
	if err != nil {
		return "", err
	}
	return filepath.Dir(executable), nil
}

func printKubeconfig(a arguments) error {
	c, err := lifecycle.Find(a.name)
	if err == nil {
		fmt.Println(c.Paths.Kubeconfig())
	}
	return err
}

func printEnvironment(a arguments) error {
	c, err := lifecycle.Find(a.name)
	if err == nil {
		fmt.Printf("export KUBECONFIG='%s'\nexport PATH='%s':\"$PATH\"\n", c.Paths.Kubeconfig(), c.BinDir)
	}
	return err
}

func withComponent(act func(cluster, component string) error) func(arguments) error {
	return func(a arguments) error {
		if len(a.rest) != 1 {
			return fmt.Errorf("component %q: exactly one is needed", a.rest)
		}
		return act(a.name, a.rest[0])
	}
}

func printLog(cluster, component string) error {
	return lifecycle.PrintLog(cluster, component, os.Stdout)
}

func stopComponent(cluster, component string) error {
	client, err := control(cluster)
	if err != nil {
		return err
	}
	return client.StopComponent(component)
}

func startComponent(cluster, component string) error {
	client, err := control(cluster)
	if err != nil {
		return err
	}
	return client.StartComponent(component)
}

func restartComponent(cluster, component string) error {
	if err := stopComponent(cluster, component); err != nil {
		return err
	}
	return startComponent(cluster, component)
}

func control(name string) (supervisor.Client, error) {
	c, err := lifecycle.Find(name)
	return supervisor.NewClient(c.Paths.ControlSocket()), err
}

var began = time.Now()

// report writes progress for people to standard error.
func report(format string, values ...any) {
	fmt.Fprintf(os.Stderr, "[%5.1f s] %s\n", time.Since(began).Seconds(), fmt.Sprintf(format, values...))
}
