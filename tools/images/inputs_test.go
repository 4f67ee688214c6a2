package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// project is a context with a Dockerfile and three files.
func project(t *testing.T) request {
	t.Helper()
	directory := t.TempDir()
	for path, content := range map[string]string{
		"Dockerfile": "ARG NODE_IMAGE=x\nFROM ${NODE_IMAGE}\n", "dist/main.mjs": "1", "dist/deep/a": "2", "other": "3",
	} {
		put(t, filepath.Join(directory, path), content)
	}
	return request{
		Name: "x", Context: directory, Dockerfile: filepath.Join(directory, "Dockerfile"),
		Paths: []string{"dist"}, Version: "0.1.0",
	}
}

func put(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func keyOf(t *testing.T, r request, bases ...string) string {
	t.Helper()
	key, err := r.key(bases)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestKey(t *testing.T) {
	for sentence, example := range map[string]struct {
		change  func(t *testing.T, r *request) (bases []string)
		differs bool
	}{
		"nothing changed": {func(*testing.T, *request) []string { return nil }, false},
		"a file that is no input changed": {func(t *testing.T, r *request) []string {
			put(t, filepath.Join(r.Context, "other"), "4")
			return nil
		}, false},
		"an input's content changed": {func(t *testing.T, r *request) []string {
			put(t, filepath.Join(r.Context, "dist/deep/a"), "4")
			return nil
		}, true},
		"an input came": {func(t *testing.T, r *request) []string {
			put(t, filepath.Join(r.Context, "dist/new"), "")
			return nil
		}, true},
		"an input became a program": {func(t *testing.T, r *request) []string {
			if err := os.Chmod(filepath.Join(r.Context, "dist/main.mjs"), 0o755); err != nil {
				t.Fatal(err)
			}
			return nil
		}, true},
		"the checkout has another umask": {func(t *testing.T, r *request) []string {
			for _, path := range []string{"dist", "dist/main.mjs"} {
				restrict(t, filepath.Join(r.Context, path))
			}
			return nil
		}, false},
		"the Dockerfile changed": {func(t *testing.T, r *request) []string {
			put(t, r.Dockerfile, "FROM scratch\n")
			return nil
		}, true},
		"an argument changed": {func(_ *testing.T, r *request) []string {
			r.Arguments = []string{"VERSION=2"}
			return nil
		}, true},
		"a base image changed": {func(*testing.T, *request) []string { return []string{"NODE_IMAGE=y"} }, true},
	} {
		t.Run(sentence, func(t *testing.T) {
			r := project(t)
			before := keyOf(t, r)
			bases := example.change(t, &r)
			if differs := keyOf(t, r, bases...) != before; differs != example.differs {
				t.Errorf("differs is %v", differs)
			}
		})
	}
}

func TestAnInputThatIsMissingIsAnError(t *testing.T) {
	r := project(t)
	r.Paths = []string{"dist", "none"}
	if _, err := r.key(nil); err == nil {
		t.Error("there is a key")
	}
}

func TestStage(t *testing.T) {
	for sentence, example := range map[string]struct {
		paths []string
		want  []string
	}{
		"only the inputs are staged": {[]string{"dist/deep", "other"}, []string{"dist/deep/a", "other"}},
		"without paths all is":       {nil, []string{"Dockerfile", "dist/deep/a", "dist/main.mjs", "other"}},
		"paths may overlap":          {[]string{"dist", "dist/main.mjs"}, []string{"dist/deep/a", "dist/main.mjs"}},
	} {
		t.Run(sentence, func(t *testing.T) {
			r := project(t)
			r.Paths = example.paths
			staging := t.TempDir()
			if err := r.stage(staging); err != nil {
				t.Fatal(err)
			}
			if got := filesBelow(t, staging); !slices.Equal(got, example.want) {
				t.Errorf("got %v", got)
			}
		})
	}
}

// restrict takes away what a umask of 077 would.
func restrict(t *testing.T, path string) {
	t.Helper()
	info, err := os.Stat(path)
	if err == nil {
		err = os.Chmod(path, info.Mode()&^0o077)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestStagedModesDoNotFollowTheUmask(t *testing.T) {
	r := project(t)
	if err := os.Chmod(filepath.Join(r.Context, "other"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"dist/main.mjs", "dist"} {
		restrict(t, filepath.Join(r.Context, path))
	}
	r.Paths = nil
	staging := t.TempDir()
	if err := r.stage(staging); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]os.FileMode{"dist": 0o755, "dist/main.mjs": 0o644, "other": 0o755} {
		if info, err := os.Stat(filepath.Join(staging, path)); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v", path, info.Mode(), err)
		}
	}
}

func filesBelow(t *testing.T, directory string) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(directory, func(path string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			relative, _ := filepath.Rel(directory, path)
			files = append(files, relative)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestBaseNames(t *testing.T) {
	const dockerfile = "ARG NODE_IMAGE=docker.io/library/node:24-bookworm-slim\nARG VERSION=1\n" +
		"ARG DEBIAN_IMAGE\nFROM ${NODE_IMAGE} AS a\nFROM ${DEBIAN_IMAGE}\nARG NODE_IMAGE\n"
	if got := baseNames(dockerfile); !slices.Equal(got, []string{"node", "debian"}) {
		t.Errorf("got %v", got)
	}
}
