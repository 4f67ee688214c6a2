package lifecycle

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"gho-platform.local/local-cluster/internal/cluster"
	"gho-platform.local/local-cluster/internal/supervisor"
)

// Find returns a cluster that was started and not stopped.
func Find(name string) (cluster.Cluster, error) {
	if err := cluster.ValidateName(name); err != nil {
		return cluster.Cluster{}, err
	}
	environment := cluster.HostEnvironment()
	if err := checkOwned(environment.RunRoot(), environment.UserID); err != nil {
		return cluster.Cluster{}, err
	}
	c, err := cluster.Load(environment.PathsOf(name))
	if errors.Is(err, os.ErrNotExist) {
		return c, fmt.Errorf("find cluster %s: it was not started", name)
	}
	return c, err
}

// PrintStatus writes one line for the cluster and one for each component. It
// returns an error unless all of them run.
func PrintStatus(name string, output io.Writer) error {
	c, err := Find(name)
	if err != nil {
		return err
	}
	process, running := findInit(c.Paths)
	if !running {
		return fmt.Errorf("cluster %s: its supervisor does not run; `stop` removes what is left", name)
	}
	status, err := supervisor.NewClient(c.Paths.ControlSocket()).Status()
	if err != nil {
		return fmt.Errorf("ask the supervisor of cluster %s: %w", name, err)
	}
	fmt.Fprintf(output, "%s\t%s\tprocess %d\t%s\n", name, status.Phase, process.pid, c.APIServerURL())
	for _, each := range status.Components {
		state := "stopped"
		if each.Running {
			state = "running"
		} else if err == nil {
			err = fmt.Errorf("cluster %s: component %s does not run", name, each.Name)
		}
		fmt.Fprintf(output, "  %-20s%s\trestarts %d\n", each.Name, state, each.Restarts)
	}
	return err
}

// PrintLog writes the log of a component.
func PrintLog(name, component string, output io.Writer) error {
	c, err := Find(name)
	if err != nil {
		return err
	}
	log, err := os.Open(c.Paths.Log(component))
	if errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("component %q: cluster %s has the logs %v", component, name, logNames(c.Paths))
	}
	if err != nil {
		return err
	}
	defer log.Close()
	_, err = io.Copy(output, log)
	return err
}

func logNames(paths cluster.Paths) []string {
	files, _ := filepath.Glob(paths.Log("*"))
	names := make([]string, 0, len(files))
	for _, file := range files {
		base := filepath.Base(file)
		names = append(names, base[:len(base)-len(".log")])
	}
	return names
}
