package node

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// hierarchy is a tree of control groups as the host mounts it. Version 2 has
// one; version 1 has one for each controller or set of controllers.
type hierarchy struct {
	// Mountpoint is where the host sees the tree.
	Mountpoint string
	// Controllers are the mount options that select a tree of version 1, such
	// as "cpu,cpuacct" or "name=systemd"; empty for version 2.
	Controllers string
}

func (h hierarchy) versionTwo() bool { return h.Controllers == "" }

// hostHierarchies lists the trees the host has mounted.
func hostHierarchies() ([]hierarchy, error) {
	mounts, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return nil, err
	}
	return parseHierarchies(string(mounts)), nil
}

// parseHierarchies reads /proc/self/mountinfo, whose lines are
// "ID PARENT DEVICE ROOT MOUNTPOINT OPTIONS [TAGS...] - TYPE SOURCE SUPEROPTIONS".
func parseHierarchies(mountinfo string) []hierarchy {
	var found []hierarchy
	for line := range strings.Lines(mountinfo) {
		before, after, _ := strings.Cut(line, " - ")
		mount, kind := strings.Fields(before), strings.Fields(after)
		if len(mount) < 5 || len(kind) < 3 || !strings.HasPrefix(mount[4], "/sys/fs/cgroup") {
			continue
		}
		switch kind[0] {
		case "cgroup2":
			found = append(found, hierarchy{Mountpoint: mount[4]})
		case "cgroup":
			found = append(found, hierarchy{Mountpoint: mount[4], Controllers: controllerOptions(kind[2])})
		}
	}
	return found
}

func controllerOptions(superOptions string) string {
	var controllers []string
	for _, option := range strings.Split(superOptions, ",") {
		switch option {
		case "rw", "ro", "xattr", "clone_children", "noprefix":
		default:
			controllers = append(controllers, option)
		}
	}
	return strings.Join(controllers, ",")
}

// joinControlGroup moves this process into a group of its own at the root of
// every tree.
func joinControlGroup(label string, hierarchies []hierarchy) error {
	for _, each := range hierarchies {
		group := filepath.Join(each.Mountpoint, label)
		if err := os.MkdirAll(group, 0o755); err != nil {
			return fmt.Errorf("create a control group: %w", err)
		}
		if each.versionTwo() {
			// Most machines hand these down from the root already; one that is a
			// container itself may be unable to, and the kubelet says what it misses.
			_ = handDown(each.Mountpoint)
		} else if err := inheritCPUSet(each.Mountpoint, group); err != nil {
			return err
		}
		// "0" stands for the process that writes.
		if err := os.WriteFile(filepath.Join(group, "cgroup.procs"), []byte("0"), 0o644); err != nil {
			return fmt.Errorf("join control group %s: %w", group, err)
		}
	}
	return nil
}

// inheritCPUSet copies the processors and memory nodes of the parent: in
// version 1 a new group has none and takes no process.
func inheritCPUSet(parent, group string) error {
	for _, file := range []string{"cpuset.cpus", "cpuset.mems"} {
		allowed, err := os.ReadFile(filepath.Join(parent, file))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(group, file), allowed, 0o644); err != nil {
			return fmt.Errorf("set %s of control group %s: %w", file, group, err)
		}
	}
	return nil
}

// delegateControllers readies a version 2 group for groups below it: only one
// without processes of its own can hand controllers down. root is the group as
// this process sees it.
func delegateControllers(root string) error {
	leaf := filepath.Join(root, "init")
	if err := os.MkdirAll(leaf, 0o755); err != nil {
		return fmt.Errorf("create a control group: %w", err)
	}
	if err := os.WriteFile(filepath.Join(leaf, "cgroup.procs"), []byte("0"), 0o644); err != nil {
		return fmt.Errorf("join control group %s: %w", leaf, err)
	}
	return handDown(root)
}

// handDown lets the groups below a version 2 group use its controllers.
func handDown(group string) error {
	available, err := os.ReadFile(filepath.Join(group, "cgroup.controllers"))
	if err != nil {
		return err
	}
	for _, controller := range neededControllers(string(available)) {
		enable := []byte("+" + controller)
		if err := os.WriteFile(filepath.Join(group, "cgroup.subtree_control"), enable, 0o644); err != nil {
			return fmt.Errorf("hand down controller %s of control group %s: %w", controller, group, err)
		}
	}
	return nil
}

// neededControllers are those of the available ones that the kubelet uses.
func neededControllers(available string) []string {
	var needed []string
	for _, controller := range strings.Fields(available) {
		switch controller {
		case "cpu", "cpuset", "memory", "pids", "io", "hugetlb":
			needed = append(needed, controller)
		}
	}
	return needed
}

// removeControlGroups kills whatever still runs in a cluster's groups and
// removes them.
func removeControlGroups(label string) error {
	hierarchies, err := hostHierarchies()
	if err != nil {
		return err
	}
	deadline := time.Now().Add(10 * time.Second)
	for _, each := range hierarchies {
		group := filepath.Join(each.Mountpoint, label)
		for err = removeGroup(group); err != nil; err = removeGroup(group) {
			if time.Now().After(deadline) {
				return fmt.Errorf("remove control group %s: %w", group, err)
			}
			time.Sleep(20 * time.Millisecond)
		}
	}
	return nil
}

func removeGroup(group string) error {
	entries, err := os.ReadDir(group)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if entry.IsDir() {
			err = errors.Join(err, removeGroup(filepath.Join(group, entry.Name())))
		}
	}
	killMembers(filepath.Join(group, "cgroup.procs"))
	return errors.Join(err, syscall.Rmdir(group))
}

func killMembers(file string) {
	members, err := os.ReadFile(file)
	if err != nil {
		return
	}
	for _, member := range strings.Fields(string(members)) {
		// 0 stands for a process this PID namespace cannot see.
		if pid, err := strconv.Atoi(member); err == nil && pid > 0 {
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
	}
}
