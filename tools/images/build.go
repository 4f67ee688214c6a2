package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

// builder builds images with buildah, in a storage of its own.
type builder struct {
	// cache is the directory everything is kept in.
	cache string
	// hostFiles are mounted read-only into build steps where the host has them:
	// the authorities its package clients trust, and the settings of pip and uv.
	hostFiles []string
}

func newBuilder(environment func(name string) string) (builder, error) {
	cache := environment("GHO_CACHE_DIR")
	if cache == "" {
		base := environment("XDG_CACHE_HOME")
		if base == "" {
			base = filepath.Join(environment("HOME"), ".cache")
		}
		cache = filepath.Join(base, "gho-platform")
	}
	absolute, err := filepath.Abs(filepath.Join(cache, "images"))
	return builder{
		cache:     absolute,
		hostFiles: existing("/etc/ssl/certs/ca-certificates.crt", "/etc/pip.conf", "/etc/uv/uv.toml"),
	}, err
}

// archive is where the image of a name is kept. It is outside of any checkout, so
// that a fresh clone finds what an earlier one built.
func (b builder) archive(name string) string {
	return filepath.Join(b.cache, "archives", name+".tar")
}

func existing(paths ...string) []string {
	var found []string
	for _, path := range paths {
		if _, err := os.Stat(path); err == nil {
			found = append(found, path)
		}
	}
	return found
}

// build writes the image of a request as an archive, unless the archive is
// of the same inputs already.
func (b builder) build(r request) error {
	arguments, err := b.standIns(r)
	if err != nil {
		return err
	}
	key, err := r.key(arguments)
	if err != nil {
		return err
	}
	keyFile := r.Output + ".key"
	// The archive and the name in the storage are shared by all clones.
	unlock, err := b.lock("image-" + r.Name)
	if err != nil {
		return err
	}
	defer unlock()
	if b.isCurrent(r.Output, keyFile, key) {
		report("Image %s is up to date", r.Name)
		return nil
	}
	report("Building image %s", r.Name)
	if err := b.buildStaged(r, append(arguments, r.Arguments...)); err != nil {
		return fmt.Errorf("build image %s: %w", r.Name, err)
	}
	if err := underKey(keyFile, key, func() error { return b.export(r) }); err != nil {
		return fmt.Errorf("write image %s to %s: %w", r.Name, r.Output, err)
	}
	report("Built image %s: %s", r.Name, r.Output)
	return nil
}

// underKey writes an archive and then its key. The old key goes first: whoever
// is killed in between leaves no new archive under it.
func underKey(keyFile, key string, write func() error) error {
	if err := os.Remove(keyFile); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := write(); err != nil {
		return err
	}
	return os.WriteFile(keyFile, []byte(key+"\n"), 0o644)
}

func (b builder) isCurrent(output, keyFile, key string) bool {
	built, err := os.ReadFile(keyFile)
	if err != nil || strings.TrimSpace(string(built)) != key {
		return false
	}
	_, err = os.Stat(output)
	return err == nil
}

// standIns makes the base images the Dockerfile asks for and returns the
// arguments that name them.
func (b builder) standIns(r request) ([]string, error) {
	dockerfile, err := os.ReadFile(r.Dockerfile)
	if err != nil {
		return nil, err
	}
	var arguments []string
	for _, base := range baseNames(string(dockerfile)) {
		name, err := b.ensureBase(base)
		if err != nil {
			return nil, err
		}
		arguments = append(arguments, strings.ToUpper(base)+"_IMAGE="+name)
	}
	return arguments, nil
}

func (b builder) buildStaged(r request, arguments []string) error {
	staging, err := b.scratch("context")
	if err != nil {
		return err
	}
	defer os.RemoveAll(staging)
	if err := r.stage(staging); err != nil {
		return err
	}
	return b.buildah(b.buildArguments(r, arguments, staging)...)
}

// buildArguments keeps finished steps, so that a change late in a Dockerfile
// does not repeat what comes before it.
func (b builder) buildArguments(r request, arguments []string, context string) []string {
	words := []string{"bud", "--isolation=chroot", "--layers", "--pull-never", "--force-rm", "--format=oci", "--quiet"}
	for _, file := range b.hostFiles {
		words = append(words, "--volume="+file+":"+file+":ro")
	}
	for _, argument := range arguments {
		words = append(words, "--build-arg="+argument)
	}
	return append(words, "--tag="+r.qualifiedName(), "--file="+r.Dockerfile, context)
}

// export writes the format that leaves layers uncompressed, which is several
// times faster; containerd and `docker load` both read it.
func (b builder) export(r request) error {
	if err := os.MkdirAll(filepath.Dir(r.Output), 0o755); err != nil {
		return err
	}
	part := r.Output + ".part"
	if err := os.RemoveAll(part); err != nil {
		return err
	}
	destination := "docker-archive:" + part + ":" + r.qualifiedName()
	if err := b.buildah("push", "--quiet", r.qualifiedName(), destination); err != nil {
		return err
	}
	return os.Rename(part, r.Output)
}

func (b builder) buildah(words ...string) error {
	return runQuietly(b.command(words...))
}

func (b builder) command(words ...string) *exec.Cmd {
	storage := []string{
		"--storage-driver=overlay",
		"--root=" + filepath.Join(b.cache, "storage"),
		"--runroot=" + filepath.Join(b.cache, "run"),
	}
	command := exec.Command("buildah", append(storage, words...)...)
	return withoutHostMounts(command)
}

// withoutHostMounts gives a command a mount namespace of its own: what it leaves
// mounted, because it does so or was killed, ends with it and the host never sees it.
func withoutHostMounts(command *exec.Cmd) *exec.Cmd {
	command.SysProcAttr = &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWNS}
	return command
}

// clean lets buildah give back its storage, which it keeps mounted.
func (b builder) clean() error {
	if _, err := os.Stat(b.cache); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	for _, words := range [][]string{{"rm", "--all"}, {"rmi", "--all", "--force"}} {
		if err := b.buildah(words...); err != nil {
			return err
		}
	}
	err := syscall.Unmount(filepath.Join(b.cache, "storage", "overlay"), 0)
	// It is no mount point before the first image.
	if err != nil && !errors.Is(err, syscall.EINVAL) && !errors.Is(err, syscall.ENOENT) {
		return fmt.Errorf("unmount the storage of images: %w", err)
	}
	return os.RemoveAll(b.cache)
}

// runQuietly shows what a command says only when it fails.
func runQuietly(command *exec.Cmd) error {
	output, err := command.CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w\n%s", filepath.Base(command.Path), err, output)
	}
	return nil
}
