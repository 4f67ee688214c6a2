package lifecycle

import (
	"errors"
	"os"

	"gho-platform.local/local-cluster/internal/cluster"
	"gho-platform.local/local-cluster/internal/node"
)

// Stop ends a cluster and removes everything that belonged to it. It succeeds
// when there is no such cluster.
func Stop(name string, report Reporter) error {
	if err := cluster.ValidateName(name); err != nil {
		return err
	}
	environment := cluster.HostEnvironment()
	unlockOne, err := lockOne(environment, name)
	if err != nil {
		return err
	}
	defer unlockOne()
	unlockAll, err := lockAll(environment)
	if err != nil {
		return err
	}
	defer unlockAll()
	if err := clean(environment, name, report); err != nil {
		return err
	}
	report("Cluster %s is gone", name)
	return nil
}

// clean removes a cluster in whatever condition it is.
func clean(environment cluster.Environment, name string, report Reporter) error {
	paths := environment.PathsOf(name)
	c, err := cluster.Load(paths)
	if err != nil {
		// Nothing is known but the name, from which the rest follows.
		c = cluster.Cluster{Name: name, Paths: paths}
	}
	if err := halt(environment, c, report); err != nil {
		return err
	}
	return errors.Join(os.RemoveAll(paths.State), os.RemoveAll(paths.Run))
}

// halt ends what runs of a cluster and removes what it has outside of its own
// directories.
func halt(environment cluster.Environment, c cluster.Cluster, report Reporter) error {
	if process, running := findInit(c.Paths); running {
		report("Stopping cluster %s (process %d)", c.Name, process.pid)
		// Killing process 1 of a PID namespace kills all of it at once.
		if err := process.end(!c.ControlPlaneOnly); err != nil {
			return err
		}
	}
	if environment.UserID != 0 {
		return nil
	}
	return node.Clean(c)
}
