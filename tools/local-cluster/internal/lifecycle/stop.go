package lifecycle

import (
	"errors"
	"os"
	"slices"
	"syscall"

	"gho-platform.local/local-cluster/internal/cluster"
	"gho-platform.local/local-cluster/internal/node"
)

// Stop ends a cluster and removes everything that belonged to it. It succeeds
// when there is no such cluster.
func Stop(name string, report Reporter) error {
	if err := cluster.ValidateName(name); err != nil {
		return err
	}
	return stop(cluster.HostEnvironment(), name, report)
}

// StopAll stops every cluster of this user, also what is left of killed ones.
// Those that belong to a lock that is held now are left alone.
func StopAll(report Reporter) error {
	return stopAll(cluster.HostEnvironment(), report)
}

func stopAll(environment cluster.Environment, report Reporter) error {
	names, err := clusterNames(environment)
	if err != nil {
		return err
	}
	var failed []error
	for _, name := range names {
		failed = append(failed, stopUnlessHeld(environment, name, report))
	}
	return errors.Join(failed...)
}

// clusterNames are those with a directory on this machine.
func clusterNames(environment cluster.Environment) ([]string, error) {
	var names []string
	for _, root := range []string{environment.RunRoot(), environment.StateRoot()} {
		entries, err := os.ReadDir(root)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, err
		}
		for _, entry := range entries {
			if entry.IsDir() && cluster.ValidateName(entry.Name()) == nil {
				names = append(names, entry.Name())
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

func stopUnlessHeld(environment cluster.Environment, name string, report Reporter) error {
	// One that cannot be read belongs to nobody.
	if c, err := cluster.Load(environment.PathsOf(name)); err == nil && c.Lock != "" {
		unlock, err := tryLock(environment, c.Lock)
		if errors.Is(err, syscall.EWOULDBLOCK) {
			report("Cluster %s is left running: it is in use (lock %q)", name, c.Lock)
			return nil
		}
		if err != nil {
			return err
		}
		defer unlock()
	}
	return stop(environment, name, report)
}

func stop(environment cluster.Environment, name string, report Reporter) error {
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
