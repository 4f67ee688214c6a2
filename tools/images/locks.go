package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
)

// scratchNames are the patterns of folders that belong to one build.
var scratchNames = []string{"base-*", "context-*"}

// scratch makes a folder for one build, which removes it. Its lock is enter's.
func (b builder) scratch(kind string) (string, error) {
	if err := os.MkdirAll(b.cache, 0o755); err != nil {
		return "", err
	}
	return os.MkdirTemp(b.cache, kind+"-")
}

// enter says that a build goes on, until the function it returns is called. The
// only one that does removes what builds that were killed left.
func (b builder) enter() (func(), error) {
	file, err := b.openLock("builds")
	if err != nil {
		return nil, err
	}
	if syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil {
		b.removeStale()
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_SH); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return func() { _ = file.Close() }, nil
}

// removeStale does without what cannot be removed, since nothing needs it gone.
func (b builder) removeStale() {
	for _, pattern := range scratchNames {
		folders, _ := filepath.Glob(filepath.Join(b.cache, pattern))
		for _, folder := range folders {
			report("Removing %s, which a build that was killed left", folder)
			// Not os.RemoveAll: something of the host may be mounted in it.
			if err := runQuietly(exec.Command("rm", "-rf", "--one-file-system", folder)); err != nil {
				report("%v", err)
			}
		}
	}
}

// lock keeps two builds from making the same image.
func (b builder) lock(name string) (func(), error) {
	file, err := b.openLock(name)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return func() { _ = file.Close() }, nil
}

func (b builder) openLock(name string) (*os.File, error) {
	if err := os.MkdirAll(b.cache, 0o755); err != nil {
		return nil, err
	}
	return os.OpenFile(filepath.Join(b.cache, name+".lock"), os.O_CREATE|os.O_RDWR, 0o644)
}
