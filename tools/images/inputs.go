package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// request is one image to build.
type request struct {
	Name       string
	Context    string
	Dockerfile string
	// Paths limit the context to some of its files and directories.
	Paths []string
	// Arguments are KEY=VALUE.
	Arguments []string
	// Version is the tag.
	Version string
	Output  string
}

// tagged is the image's name without a registry.
func (r request) tagged() string { return "gho-platform/" + r.Name + ":" + r.Version }

// qualifiedName is the name the kubelet looks for: one without a registry means
// docker.io.
func (r request) qualifiedName() string { return "docker.io/" + r.tagged() }

// inputPaths are the paths of the context that count, never empty.
func (r request) inputPaths() []string {
	if len(r.Paths) == 0 {
		return []string{"."}
	}
	return r.Paths
}

// key is the same for two builds that would make the same image. bases are the
// arguments that name base images.
func (r request) key(bases []string) (string, error) {
	hash := sha256.New()
	dockerfile, err := os.ReadFile(r.Dockerfile)
	if err != nil {
		return "", err
	}
	fmt.Fprintf(hash, "%q\n%q\n%q\n%q\n", r.tagged(), dockerfile, r.Arguments, bases)
	for _, path := range r.inputPaths() {
		if err := r.hashPath(hash, path); err != nil {
			return "", fmt.Errorf("hash %s of context %s: %w", path, r.Context, err)
		}
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}

// hashPath adds names, kinds, modes and contents below a path.
func (r request) hashPath(hash io.Writer, path string) error {
	return filepath.WalkDir(filepath.Join(r.Context, path), func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(r.Context, file)
		if err != nil {
			return err
		}
		fmt.Fprintf(hash, "%q %v\n", relative, stagedMode(info.Mode()))
		switch {
		case info.Mode().IsRegular():
			return copyFile(hash, file)
		case info.Mode()&fs.ModeSymlink != 0:
			target, err := os.Readlink(file)
			fmt.Fprintf(hash, "%q\n", target)
			return err
		default:
			return nil
		}
	})
}

func copyFile(output io.Writer, path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	_, err = io.Copy(output, file)
	return err
}

// stage puts the inputs, and nothing else, into an empty directory.
func (r request) stage(directory string) error {
	for _, path := range r.inputPaths() {
		target := filepath.Join(directory, path)
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			return err
		}
		if path == "." {
			target = directory
		}
		if err := copyTree(filepath.Join(r.Context, path), target); err != nil {
			return fmt.Errorf("stage %s of context %s: %w", path, r.Context, err)
		}
	}
	return nil
}

// copyTree copies by hard links where it can.
func copyTree(source, target string) error {
	return filepath.WalkDir(source, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(source, path)
		if err != nil {
			return err
		}
		return copyEntry(path, filepath.Join(target, relative), entry)
	})
}

func copyEntry(source, target string, entry fs.DirEntry) error {
	switch {
	case entry.IsDir():
		return os.MkdirAll(target, 0o755)
	case entry.Type()&fs.ModeSymlink != 0:
		destination, err := os.Readlink(source)
		if err != nil {
			return err
		}
		return os.Symlink(destination, target)
	case !entry.Type().IsRegular():
		return fmt.Errorf("copy %s: neither a file, a directory nor a link", source)
	}
	info, err := entry.Info()
	if err != nil {
		return err
	}
	mode := stagedMode(info.Mode())
	if info.Mode() == mode {
		if err := os.Link(source, target); err == nil || errors.Is(err, fs.ErrExist) {
			return nil
		}
	}
	return copyContent(source, target, mode)
}

// stagedMode is the mode in an image. That of the checkout follows the umask of
// whoever made it, but whether a file is a program is part of the source.
func stagedMode(mode fs.FileMode) fs.FileMode {
	switch {
	case mode.IsDir():
		return fs.ModeDir | 0o755
	case !mode.IsRegular():
		return mode
	case mode&0o100 != 0:
		return 0o755
	default:
		return 0o644
	}
}

func copyContent(source, target string, mode fs.FileMode) error {
	file, err := os.OpenFile(target, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, mode)
	if err != nil {
		return err
	}
	return errors.Join(copyFile(file, source), file.Close())
}

// baseNames are the base images a Dockerfile asks for by the arguments
// DEBIAN_IMAGE, NODE_IMAGE and PYTHON_IMAGE.
func baseNames(dockerfile string) []string {
	var names []string
	for line := range strings.Lines(dockerfile) {
		argument, isArgument := strings.CutPrefix(strings.TrimSpace(line), "ARG ")
		name, _, _ := strings.Cut(argument, "=")
		base, isBase := strings.CutSuffix(strings.ToLower(name), "_image")
		if isArgument && isBase && !slices.Contains(names, base) {
			names = append(names, base)
		}
	}
	return names
}
