package node

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"gho-platform.local/local-cluster/internal/cluster"
)

// kernelSettings are what the kubelet wants to set although they are those of
// the whole machine. It finds them as it likes, and changes nothing: files with
// these values lie over the real ones.
var kernelSettings = map[string]string{
	"vm/overcommit_memory":      "1",
	"vm/panic_on_oom":           "0",
	"kernel/panic":              "10",
	"kernel/panic_on_oops":      "1",
	"kernel/keys/root_maxkeys":  "1000000",
	"kernel/keys/root_maxbytes": "25000000",
}

// enterRoot gives the node a root directory of its own, in memory: the programs
// and settings of the host read-only, its own /var, /run and /tmp, and of the
// host's data only the directories of this cluster. Whatever is written or
// mounted outside of those is gone with the mount namespace.
func enterRoot(c cluster.Cluster, hierarchies []hierarchy) error {
	// Nothing mounted from here on is to be seen by the host.
	if err := mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""); err != nil {
		return err
	}
	root := filepath.Join(c.Paths.State, "root")
	if err := mountNew("tmpfs", root, "tmpfs", 0, "mode=755"); err != nil {
		return err
	}
	steps := []func(root string) error{
		bindPrograms,
		mountKernelFileSystems,
		func(root string) error { return mountControlGroups(root, hierarchies) },
		func(root string) error { return bindClusterDirectories(root, c) },
		coverKernelSettings,
		changeRoot,
	}
	for _, step := range steps {
		if err := step(root); err != nil {
			return err
		}
	}
	// Pods that ask for it see mounts made later, as on any node.
	return mount("", "/", "", syscall.MS_REC|syscall.MS_SHARED, "")
}

func bindPrograms(root string) error {
	for _, directory := range []string{"usr", "etc", "bin", "sbin", "lib", "lib32", "lib64", "libx32"} {
		source := "/" + directory
		info, err := os.Lstat(source)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		if info.Mode()&fs.ModeSymlink != 0 {
			err = copyLink(source, root+source)
		} else {
			err = bindReadOnly(source, root+source)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func copyLink(source, target string) error {
	destination, err := os.Readlink(source)
	if err != nil {
		return err
	}
	return os.Symlink(destination, target)
}

func mountKernelFileSystems(root string) error {
	if err := bind("/dev", root+"/dev"); err != nil {
		return err
	}
	// The two must be new: they show the namespaces of whoever mounts them.
	if err := mountNew("proc", root+"/proc", "proc", 0, ""); err != nil {
		return err
	}
	if err := mountNew("sysfs", root+"/sys", "sysfs", 0, ""); err != nil {
		return err
	}
	if err := mountNew("tmpfs", root+"/run", "tmpfs", syscall.MS_NOSUID|syscall.MS_NODEV, "mode=755"); err != nil {
		return err
	}
	return mountNew("tmpfs", root+"/tmp", "tmpfs", syscall.MS_NOSUID|syscall.MS_NODEV, "mode=1777")
}

// mountControlGroups shows the trees with the node's own group as their root,
// which the control group namespace of this process makes of them.
func mountControlGroups(root string, hierarchies []hierarchy) error {
	const flags = syscall.MS_NOSUID | syscall.MS_NODEV | syscall.MS_NOEXEC
	top := root + "/sys/fs/cgroup"
	if len(hierarchies) == 1 && hierarchies[0].versionTwo() {
		if err := mount("cgroup2", top, "cgroup2", flags, ""); err != nil {
			return err
		}
		return delegateControllers(top)
	}
	if err := mount("tmpfs", top, "tmpfs", flags, "mode=755"); err != nil {
		return err
	}
	for _, each := range hierarchies {
		// Next to version 1, a version 2 tree has no controllers.
		if each.versionTwo() {
			continue
		}
		if err := mountNew("cgroup", root+each.Mountpoint, "cgroup", flags, each.Controllers); err != nil {
			return err
		}
	}
	return linkControllers(top)
}

// linkControllers repeats the host's links, such as cpu -> cpu,cpuacct.
func linkControllers(top string) error {
	entries, err := os.ReadDir("/sys/fs/cgroup")
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if entry.Type()&fs.ModeSymlink != 0 {
			if err := copyLink("/sys/fs/cgroup/"+entry.Name(), filepath.Join(top, entry.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

func bindClusterDirectories(root string, c cluster.Cluster) error {
	own := map[string]string{
		c.Paths.State:      c.Paths.State,
		c.Paths.Run:        c.Paths.Run,
		"/var/lib/kubelet": c.Paths.State + "/kubelet",
		"/var/lib/cni":     c.Paths.State + "/cni",
		"/var/log":         c.Paths.State + "/pod-logs",
	}
	for target, source := range own {
		if err := os.MkdirAll(source, 0o755); err != nil {
			return err
		}
		// Not what is mounted below: the new root directory is.
		if err := mountNew(source, root+target, "", syscall.MS_BIND, ""); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(root+"/var/tmp", 0o1777); err != nil {
		return err
	}
	return bindReadOnly(c.BinDir, root+c.BinDir)
}

func coverKernelSettings(root string) error {
	covers := root + "/run/kernel-settings"
	for name, value := range kernelSettings {
		target := root + "/proc/sys/" + name
		if _, err := os.Stat(target); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		cover := filepath.Join(covers, name)
		if err := os.MkdirAll(filepath.Dir(cover), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(cover, []byte(value+"\n"), 0o444); err != nil {
			return err
		}
		if err := mount(cover, target, "", syscall.MS_BIND, ""); err != nil {
			return err
		}
	}
	return nil
}

func changeRoot(root string) error {
	old := filepath.Join(root, ".old")
	if err := os.Mkdir(old, 0o700); err != nil {
		return err
	}
	if err := syscall.PivotRoot(root, old); err != nil {
		return fmt.Errorf("change the root directory to %s: %w", root, err)
	}
	if err := os.Chdir("/"); err != nil {
		return err
	}
	if err := syscall.Unmount("/.old", syscall.MNT_DETACH); err != nil {
		return fmt.Errorf("let go of the host's root directory: %w", err)
	}
	return os.Remove("/.old")
}

func bind(source, target string) error {
	return mountNew(source, target, "", syscall.MS_BIND|syscall.MS_REC, "")
}

func bindReadOnly(source, target string) error {
	if err := bind(source, target); err != nil {
		return err
	}
	return mount("", target, "", syscall.MS_REMOUNT|syscall.MS_BIND|syscall.MS_RDONLY, "")
}

// mountNew creates the mount point.
func mountNew(source, target, kind string, flags uintptr, data string) error {
	if err := os.MkdirAll(target, 0o755); err != nil {
		return err
	}
	return mount(source, target, kind, flags, data)
}

func mount(source, target, kind string, flags uintptr, data string) error {
	if err := syscall.Mount(source, target, kind, flags, data); err != nil {
		return fmt.Errorf("mount %q %s on %s: %w", source, kind, target, err)
	}
	return nil
}
