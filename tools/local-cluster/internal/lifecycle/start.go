// Package lifecycle starts and stops clusters on this machine.
package lifecycle

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"gho-platform.local/local-cluster/internal/cluster"
	"gho-platform.local/local-cluster/internal/component"
	"gho-platform.local/local-cluster/internal/node"
	"gho-platform.local/local-cluster/internal/pki"
	"gho-platform.local/local-cluster/internal/supervisor"
)

// Options are what a user chooses about a new cluster.
type Options struct {
	Name             string
	ControlPlaneOnly bool
	// Scheduler adds one to a control plane without a node.
	Scheduler bool
	// Arguments are added to those of components, by name.
	Arguments map[string][]string
	Egress    bool
	// Lock names what keeps StopAll from stopping the cluster, while it is held.
	Lock   string
	BinDir string
}

// Reporter tells the user about progress.
type Reporter func(format string, values ...any)

// Start brings a cluster up and returns it. One that runs already is returned
// as it is. Remains of an earlier one that was killed, or whose start was, are
// removed first.
func Start(options Options, report Reporter) (cluster.Cluster, error) {
	environment := cluster.HostEnvironment()
	if err := checkHost(options, environment); err != nil {
		return cluster.Cluster{}, err
	}
	unlock, err := lockOne(environment, options.Name)
	if err != nil {
		return cluster.Cluster{}, err
	}
	defer unlock()
	if running, err := runningCluster(environment.PathsOf(options.Name)); err == nil {
		report("Cluster %s already runs", running.Name)
		return running, sameMode(running, options)
	}
	began := time.Now()
	report("Starting cluster %s", options.Name)
	c, err := claim(options, environment, report)
	if err != nil {
		return cluster.Cluster{}, err
	}
	if err := bringUp(c, report); err != nil {
		// The state stays: its logs say more than the error does.
		return c, errors.Join(err, halt(environment, c, report))
	}
	if err := os.WriteFile(c.Paths.FinishedFile(), nil, 0o600); err != nil {
		return c, err
	}
	report("Cluster %s is ready after %.1f s: KUBECONFIG=%s", c.Name, time.Since(began).Seconds(), c.Paths.Kubeconfig())
	return c, nil
}

func sameMode(running cluster.Cluster, options Options) error {
	if running.ControlPlaneOnly != options.ControlPlaneOnly || running.Egress != options.Egress ||
		running.Scheduler != options.Scheduler || !maps.EqualFunc(running.Arguments, options.Arguments, slices.Equal) {
		return fmt.Errorf("start cluster %s: it runs with other options; stop it first", running.Name)
	}
	return nil
}

// runningCluster finds a cluster that was started to the end: the supervisor of
// one whose start was killed gets ready too, but without DNS, images and volumes.
func runningCluster(paths cluster.Paths) (cluster.Cluster, error) {
	if _, running := findInit(paths); !running {
		return cluster.Cluster{}, fs.ErrNotExist
	}
	if _, err := os.Stat(paths.FinishedFile()); err != nil {
		return cluster.Cluster{}, err
	}
	status, err := supervisor.NewClient(paths.ControlSocket()).Status()
	if err != nil {
		return cluster.Cluster{}, err
	}
	if status.Phase != supervisor.Ready {
		return cluster.Cluster{}, fmt.Errorf("phase %s", status.Phase)
	}
	return cluster.Load(paths)
}

// claim removes what an earlier cluster of the name left and takes addresses for
// the new one.
func claim(options Options, environment cluster.Environment, report Reporter) (cluster.Cluster, error) {
	unlock, err := lockAll(environment)
	if err != nil {
		return cluster.Cluster{}, err
	}
	defer unlock()
	if err := clean(environment, options.Name, report); err != nil {
		return cluster.Cluster{}, err
	}
	c, err := plan(options, environment)
	if err != nil {
		return cluster.Cluster{}, err
	}
	return c, c.Save()
}

// plan decides what stays the same for the life of the cluster.
func plan(options Options, environment cluster.Environment) (cluster.Cluster, error) {
	c := cluster.Cluster{
		Name:             options.Name,
		ControlPlaneOnly: options.ControlPlaneOnly,
		Scheduler:        options.Scheduler,
		Arguments:        options.Arguments,
		Egress:           options.Egress,
		Lock:             options.Lock,
		Paths:            environment.PathsOf(options.Name),
		BinDir:           options.BinDir,
		Ports:            cluster.NodePorts,
	}
	if err := checkArguments(c); err != nil {
		return cluster.Cluster{}, err
	}
	var err error
	if c.ControlPlaneOnly {
		c.Ports, err = freePorts()
		return c, err
	}
	c.MTU = node.OutboundMTU()
	routed, err := node.HostRoutes()
	if err != nil {
		return cluster.Cluster{}, err
	}
	c.Index, err = cluster.ChooseIndex(takenIndices(environment), routed)
	return c, err
}

// checkArguments reports arguments for a component that the cluster has not.
func checkArguments(c cluster.Cluster) error {
	names := component.Names(c)
	for name := range c.Arguments {
		if !slices.Contains(names, name) {
			return fmt.Errorf("start cluster %s: argument for component %q: allowed are %s", c.Name, name, strings.Join(names, ", "))
		}
	}
	return nil
}

func takenIndices(environment cluster.Environment) map[int]bool {
	taken := map[int]bool{}
	files, _ := filepath.Glob(filepath.Join(environment.RunRoot(), "*", "cluster.json"))
	for _, file := range files {
		name := filepath.Base(filepath.Dir(file))
		if other, err := cluster.Load(environment.PathsOf(name)); err == nil && !other.ControlPlaneOnly {
			taken[other.Index] = true
		}
	}
	return taken
}

func bringUp(c cluster.Cluster, report Reporter) error {
	if err := prepareFiles(c); err != nil {
		return err
	}
	process, err := startInit(c)
	if err != nil {
		return err
	}
	if err := process.save(c.Paths); err != nil {
		return errors.Join(err, process.end(true))
	}
	if err := awaitReady(c, process, report); err != nil {
		return err
	}
	if c.ControlPlaneOnly {
		return nil
	}
	return finishNode(c, report)
}

func prepareFiles(c cluster.Cluster) error {
	pairs, err := pki.NewClusterKeys(c)
	if err != nil {
		return err
	}
	resolvers, err := os.ReadFile("/etc/resolv.conf")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	files, err := component.Files(c, component.Input{Pairs: pairs, HostResolvers: string(resolvers)})
	if err != nil {
		return err
	}
	for _, file := range files {
		if err := os.MkdirAll(filepath.Dir(file.Path), 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(file.Path, file.Content, 0o600); err != nil {
			return err
		}
	}
	return os.MkdirAll(filepath.Join(c.Paths.State, "logs"), 0o700)
}

// startInit starts the supervisor as a process that outlives this one.
func startInit(c cluster.Cluster) (initProcess, error) {
	executable, err := os.Executable()
	if err != nil {
		return initProcess{}, err
	}
	log, err := os.OpenFile(c.Paths.Log("init"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return initProcess{}, err
	}
	defer log.Close()
	command := exec.Command(executable, "init", c.Paths.ClusterFile())
	command.Stdout, command.Stderr = log, log
	command.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if c.ControlPlaneOnly {
		err = command.Start()
	} else {
		err = node.StartInit(c, command)
	}
	if err != nil {
		return initProcess{}, fmt.Errorf("start the supervisor of cluster %s: %w", c.Name, err)
	}
	// Collects the supervisor should it end while this process still runs.
	go func() { _ = command.Wait() }()
	return identify(command.Process.Pid)
}

// awaitReady follows the supervisor until all components are ready.
func awaitReady(c cluster.Cluster, process initProcess, report Reporter) error {
	client := supervisor.NewClient(c.Paths.ControlSocket())
	running := map[string]bool{}
	for {
		if !process.running() {
			return failure("init", fmt.Errorf("the supervisor of cluster %s ended", c.Name), c.Paths)
		}
		status, err := client.Status()
		if err == nil {
			reportStarted(status, running, report)
		}
		if status.Phase == supervisor.Ready {
			return nil
		}
		if status.Phase == supervisor.Failed {
			return failure(status.FailedComponent, errors.New(status.Failure), c.Paths)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func reportStarted(status supervisor.Status, running map[string]bool, report Reporter) {
	for _, each := range status.Components {
		if each.Running && !running[each.Name] {
			running[each.Name] = true
			report("Starting %s", each.Name)
		}
	}
}

// failure adds the end of the log of the component that failed.
func failure(name string, cause error, paths cluster.Paths) error {
	return fmt.Errorf("component %s failed: %w\nlast lines of its log:\n%s", name, cause, lastLines(paths.Log(name), 20))
}

func lastLines(path string, count int) string {
	content, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimRight(string(content), "\n"), "\n")
	return strings.Join(lines[max(0, len(lines)-count):], "\n")
}
