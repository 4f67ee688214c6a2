package lifecycle

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"syscall"

	"gho-platform.local/local-cluster/internal/cluster"
)

var lockPattern = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)

// LockFile makes the file that a lock of the users of clusters is taken on, and
// returns its path. The kernel gives a lock back when its holder ends.
func LockFile(name string) (string, error) {
	if !lockPattern.MatchString(name) {
		return "", fmt.Errorf("lock name %q: allowed are a-z, 0-9 and '-', starting with a letter", name)
	}
	file, err := openLock(cluster.HostEnvironment(), userLock(name))
	if err != nil {
		return "", err
	}
	return file.Name(), file.Close()
}

// userLock is apart from the locks that are held here for moments.
func userLock(name string) string { return "user-" + name }

// lockAll keeps two processes from giving away the same addresses, or from
// removing what the other makes. It is held for moments.
func lockAll(environment cluster.Environment) (func(), error) {
	return lockFile(environment, "all", syscall.LOCK_EX)
}

// lockOne keeps two processes from starting or stopping the same cluster.
func lockOne(environment cluster.Environment, name string) (func(), error) {
	return lockFile(environment, "cluster-"+name, syscall.LOCK_EX)
}

// tryLock returns an error that is syscall.EWOULDBLOCK when another process
// holds the lock.
func tryLock(environment cluster.Environment, name string) (func(), error) {
	return lockFile(environment, userLock(name), syscall.LOCK_EX|syscall.LOCK_NB)
}

func lockFile(environment cluster.Environment, name string, how int) (func(), error) {
	file, err := openLock(environment, name)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(file.Fd()), how); err != nil {
		return nil, errors.Join(fmt.Errorf("lock %s: %w", file.Name(), err), file.Close())
	}
	// Closing gives the lock back. The file stays: others may wait on it.
	return func() { _ = file.Close() }, nil
}

func openLock(environment cluster.Environment, name string) (*os.File, error) {
	root := environment.RunRoot()
	if err := os.MkdirAll(root, 0o700); err != nil {
		return nil, err
	}
	if err := checkOwned(root, environment.UserID); err != nil {
		return nil, err
	}
	directory := filepath.Join(root, cluster.LocksName)
	if err := os.MkdirAll(directory, 0o700); err != nil {
		return nil, err
	}
	return os.OpenFile(filepath.Join(directory, name), os.O_CREATE|os.O_RDWR, 0o600)
}

// checkOwned refuses a directory that somebody else could change: below /tmp
// another user may have made it first. One that is not there is fine.
func checkOwned(directory string, userID int) error {
	info, err := os.Lstat(directory)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	owner := int(info.Sys().(*syscall.Stat_t).Uid)
	if !info.IsDir() || owner != userID || info.Mode().Perm()&0o022 != 0 {
		return fmt.Errorf("use %s: it must be a directory of user %d that nobody else can write to, it is %v of user %d",
			directory, userID, info.Mode(), owner)
	}
	return nil
}
