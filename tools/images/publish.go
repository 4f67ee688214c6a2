package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// pushedDigest is how Docker says it, or all that buildah says.
var pushedDigest = regexp.MustCompile(`(?:digest: |^)(sha256:[0-9a-f]{64})`)

// publish builds on the real base images and pushes to a registry, with Docker
// where it is installed. It keeps the digest, by which a cluster can be told of
// an image that changed under its tag.
func (b builder) publish(r request, registry string) error {
	unlock, err := b.lock("image-" + r.Name)
	if err != nil {
		return err
	}
	defer unlock()
	staging, err := b.scratch("context")
	if err != nil {
		return err
	}
	defer os.RemoveAll(staging)
	if err := r.stage(staging); err != nil {
		return err
	}
	name := strings.TrimSuffix(registry, "/") + "/" + r.tagged()
	report("Building and pushing image %s", name)
	build, push := b.publishCommands(r, name, staging)
	if err := runQuietly(build); err != nil {
		return fmt.Errorf("build image %s: %w", name, err)
	}
	said, err := push.Output()
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		return fmt.Errorf("push image %s: %w\n%s", name, err, failed.Stderr)
	}
	if err != nil {
		return fmt.Errorf("push image %s: %w", name, err)
	}
	return b.keepDigest(r, registry, said)
}

// publishCommands are the one that builds and the one that pushes and says the
// digest.
func (b builder) publishCommands(r request, name, context string) (build, push *exec.Cmd) {
	words := []string{"--tag=" + name, "--file=" + r.Dockerfile}
	for _, argument := range r.Arguments {
		words = append(words, "--build-arg="+argument)
	}
	words = append(words, context)
	if _, err := exec.LookPath("docker"); err == nil {
		return exec.Command("docker", append([]string{"build"}, words...)...), exec.Command("docker", "push", name)
	}
	return b.command(append([]string{"bud", "--isolation=chroot", "--layers", "--pull"}, words...)...),
		b.command("push", "--quiet", "--digestfile=/dev/stdout", name)
}

// keepDigest finds the digest in what a push said.
func (b builder) keepDigest(r request, registry string, said []byte) error {
	digest := pushedDigest.FindSubmatch(said)
	if digest == nil {
		return fmt.Errorf("push image %s: no digest was told: %s", r.Name, bytes.TrimSpace(said))
	}
	directory := b.pushed(registry, r.Version)
	if err := os.MkdirAll(directory, 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(directory, r.Name), digest[1], 0o644)
}

// pushed is where the digests of what a registry got are kept.
func (b builder) pushed(registry, version string) string {
	return filepath.Join(b.cache, "pushed", url.PathEscape(strings.TrimSuffix(registry, "/")+":"+version))
}

func (b builder) printDigests(registry, version string, output io.Writer) error {
	files, err := os.ReadDir(b.pushed(registry, version))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	for _, file := range files {
		digest, err := os.ReadFile(filepath.Join(b.pushed(registry, version), file.Name()))
		if err != nil {
			return err
		}
		fmt.Fprintf(output, "%s %s\n", file.Name(), digest)
	}
	return nil
}
