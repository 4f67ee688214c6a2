// Package node gives a cluster a machine of its own inside this one: mount, PID,
// network, host name, IPC and control group namespaces that end, with all that
// is in them, when their process 1 is killed.
package node

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"syscall"

	"gho-platform.local/local-cluster/internal/cluster"
)

const (
	// stageVariable tells the two lives of process 1 apart.
	stageVariable = "GHO_NODE_STAGE"
	lastStage     = "namespaces-ready"
	// networkReady is the file descriptor whose end says the link is there.
	networkReady = 3
	// newControlGroupNamespace is CLONE_NEWCGROUP, which package syscall lacks.
	newControlGroupNamespace = 0x02000000
)

// StartInit starts a command as process 1 of a new node and links its network
// with the host's. The command calls Enter first of all.
func StartInit(c cluster.Cluster, command *exec.Cmd) error {
	loadModules()
	ready, connected, err := os.Pipe()
	if err != nil {
		return err
	}
	defer ready.Close()
	defer connected.Close()
	command.ExtraFiles = []*os.File{ready}
	command.SysProcAttr.Cloneflags = syscall.CLONE_NEWNS | syscall.CLONE_NEWPID |
		syscall.CLONE_NEWNET | syscall.CLONE_NEWUTS | syscall.CLONE_NEWIPC
	if err := command.Start(); err != nil {
		return err
	}
	err = connectHost(c, command.Process.Pid)
	if err == nil && c.Egress {
		err = openEgress(c)
	}
	if err != nil {
		// Without its process 1 the namespaces end.
		return errors.Join(err, command.Process.Kill())
	}
	return nil
}

// loadModules asks for what the node needs where a kernel has it as modules; a
// kernel that has it built in knows no such modules.
func loadModules() {
	for _, module := range []string{"overlay", "veth", "bridge", "br_netfilter", "nf_conntrack"} {
		_, _ = run("modprobe", module)
	}
}

// Enter turns this process into process 1 of the node. It replaces the process
// by itself once, because a control group namespace begins with the group a
// process is in already.
func Enter(c cluster.Cluster) error {
	hierarchies, err := hostHierarchies()
	if err != nil {
		return err
	}
	if len(hierarchies) == 0 {
		return errors.New("find control groups: none are mounted below /sys/fs/cgroup")
	}
	if os.Getenv(stageVariable) != lastStage {
		return enterControlGroup(c, hierarchies)
	}
	if err := os.Unsetenv(stageVariable); err != nil {
		return err
	}
	if err := awaitLink(); err != nil {
		return err
	}
	if err := syscall.Sethostname([]byte(c.Label())); err != nil {
		return fmt.Errorf("set the host name: %w", err)
	}
	if err := connectNode(c); err != nil {
		return err
	}
	return enterRoot(c, hierarchies)
}

// enterControlGroup returns only on an error.
func enterControlGroup(c cluster.Cluster, hierarchies []hierarchy) error {
	if err := joinControlGroup(c.Label(), hierarchies); err != nil {
		return err
	}
	// Namespaces are a thread's: the one that takes a new one executes.
	runtime.LockOSThread()
	if err := syscall.Unshare(newControlGroupNamespace); err != nil {
		return fmt.Errorf("take a control group namespace: %w", err)
	}
	environment := append(os.Environ(), stageVariable+"="+lastStage)
	return syscall.Exec("/proc/self/exe", os.Args, environment)
}

func awaitLink() error {
	file := os.NewFile(networkReady, "network-ready")
	defer file.Close()
	if _, err := io.Copy(io.Discard, file); err != nil {
		return fmt.Errorf("wait for the network: %w", err)
	}
	return nil
}

// Clean removes from the host what belonged to a node that does not run.
func Clean(c cluster.Cluster) error {
	return errors.Join(removeControlGroups(c.Label()), disconnectHost(c), closeEgress(c))
}
