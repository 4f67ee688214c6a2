package main

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

// A stand-in has the shape of an official base image that cannot be pulled
// without a registry, made from Debian's and npm's packages.
const (
	debianSuite = "bookworm"
	// debianPackages are what debian:12-slim has on top of the minimum, and the
	// authorities that TLS clients of any program need.
	debianPackages = "ca-certificates,tzdata"
	nodeVersion    = "24.21.0"
)

//go:embed bases
var baseRecipes embed.FS

// base is a stand-in image.
type base struct {
	name string
	// on is the base it builds on, if any, which its recipe calls DEBIAN_IMAGE.
	on string
	// version tells apart stand-ins of the same recipe.
	version string
	// prepare puts what the recipe copies into a directory.
	prepare func(directory string) error
}

var bases = map[string]base{
	"debian": {name: "debian", version: debianSuite + "+" + debianPackages, prepare: prepareDebian},
	"node":   {name: "node", on: "debian", version: nodeVersion, prepare: prepareNode},
	"python": {name: "python", on: "debian", prepare: func(string) error { return nil }},
}

// reference names the stand-in by what it is made of.
func (s base) reference() (string, error) {
	recipe, err := baseRecipes.ReadFile("bases/" + s.name + ".Dockerfile")
	if err != nil {
		return "", err
	}
	below := ""
	if s.on != "" {
		if below, err = bases[s.on].reference(); err != nil {
			return "", err
		}
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%s\n%s\n%s", recipe, s.version, below, runtime.GOARCH))
	return "localhost/gho-platform/base-" + s.name + ":" + hex.EncodeToString(sum[:8]), nil
}

// ensureBase makes a stand-in unless the storage has it, and returns its name.
func (b builder) ensureBase(name string) (string, error) {
	wanted, known := bases[name]
	if !known {
		return "", fmt.Errorf("base image %q: allowed are debian, node and python", name)
	}
	reference, err := wanted.reference()
	if err != nil {
		return "", err
	}
	unlock, err := b.lock(name)
	if err != nil {
		return "", err
	}
	defer unlock()
	if b.command("inspect", "--type=image", "--format={{.FromImageID}}", reference).Run() == nil {
		return reference, nil
	}
	arguments := []string{}
	if wanted.on != "" {
		below, err := b.ensureBase(wanted.on)
		if err != nil {
			return "", err
		}
		arguments = append(arguments, "--build-arg=DEBIAN_IMAGE="+below)
	}
	report("Making the base image %s (once)", name)
	if err := b.makeBase(wanted, reference, arguments); err != nil {
		return "", fmt.Errorf("make the base image %s: %w", name, err)
	}
	return reference, nil
}

func (b builder) makeBase(wanted base, reference string, arguments []string) error {
	directory, err := b.scratch("base")
	if err != nil {
		return err
	}
	defer os.RemoveAll(directory)
	if err := wanted.prepare(directory); err != nil {
		return err
	}
	recipe, err := baseRecipes.ReadFile("bases/" + wanted.name + ".Dockerfile")
	if err != nil {
		return err
	}
	dockerfile := filepath.Join(directory, "Dockerfile")
	if err := os.WriteFile(dockerfile, recipe, 0o644); err != nil {
		return err
	}
	words := append([]string{"bud", "--isolation=chroot", "--pull-never", "--format=oci", "--quiet"}, arguments...)
	return b.buildah(append(words, "--tag="+reference, "--file="+dockerfile, directory)...)
}

// prepareDebian packs a minimal system without what belongs to this machine or
// nobody reads in a container.
func prepareDebian(directory string) error {
	root := filepath.Join(directory, "root")
	if err := runQuietly(debootstrap(root)); err != nil {
		return err
	}
	pack := exec.Command("tar", "--create", "--numeric-owner", "--directory="+root,
		"--file="+filepath.Join(directory, "root.tar"),
		"--exclude=./etc/resolv.conf", "--exclude=./etc/hostname", "--exclude=./dev/*", "--exclude=./proc/*", "--exclude=./sys/*",
		"--exclude=./var/cache/apt/*", "--exclude=./var/lib/apt/lists/*", "--exclude=./var/log/*",
		"--exclude=./usr/share/doc/*", "--exclude=./usr/share/man/*", "--exclude=./usr/share/locale/*",
		".")
	if err := runQuietly(pack); err != nil {
		return err
	}
	return os.RemoveAll(root)
}

// debootstrap mounts /proc and /sys below the root while it works.
func debootstrap(root string) *exec.Cmd {
	return withoutHostMounts(exec.Command("debootstrap",
		"--variant=minbase", "--include="+debianPackages, debianSuite, root))
}

// prepareNode takes Node.js from its npm package, whose content npm verifies.
func prepareNode(directory string) error {
	architecture, known := map[string]string{"amd64": "x64", "arm64": "arm64"}[runtime.GOARCH]
	if !known {
		return fmt.Errorf("find Node.js for %s: allowed are amd64 and arm64", runtime.GOARCH)
	}
	name := fmt.Sprintf("node-linux-%s@%s", architecture, nodeVersion)
	fetch := exec.Command("npm", "pack", "--silent", "--pack-destination="+directory, name)
	// Away from any project, whose settings would count.
	fetch.Dir = directory
	if err := runQuietly(fetch); err != nil {
		return err
	}
	archive := filepath.Join(directory, fmt.Sprintf("node-linux-%s-%s.tgz", architecture, nodeVersion))
	unpack := exec.Command("tar", "--extract", "--file="+archive, "--directory="+directory,
		"--strip-components=2", "package/bin/node")
	if err := runQuietly(unpack); err != nil {
		return err
	}
	return os.Chmod(filepath.Join(directory, "node"), 0o755)
}
