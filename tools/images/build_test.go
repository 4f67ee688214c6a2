package main

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

func TestParseRequest(t *testing.T) {
	got, err := parseRequest(strings.Fields("ingest --context . --dockerfile D --output o.tar --path a --path b --build-arg V=1"), "1.2.3")
	if err != nil || got.qualifiedName() != "docker.io/gho-platform/ingest:1.2.3" || !slices.Equal(got.Paths, []string{"a", "b"}) ||
		!slices.Equal(got.Arguments, []string{"V=1"}) {
		t.Errorf("got %+v, %v", got, err)
	}
	if _, err := parseRequest(strings.Fields("ingest --context . --output o.tar"), "1.2.3"); err == nil ||
		!strings.Contains(err.Error(), "--dockerfile") {
		t.Errorf("without a Dockerfile: %v", err)
	}
	if _, err := parseRequest(strings.Fields("ingest --context . --dockerfile D"), ""); err == nil {
		t.Error("there is an image without a tag")
	}
}

func TestBuildArguments(t *testing.T) {
	b := builder{cache: "/cache", hostFiles: []string{"/etc/pip.conf"}}
	r := request{Name: "x", Dockerfile: "D", Version: "0.1.0"}
	got := b.buildArguments(r, []string{"NODE_IMAGE=n"}, "/staging")
	for _, word := range []string{
		"--volume=/etc/pip.conf:/etc/pip.conf:ro", "--build-arg=NODE_IMAGE=n", "--pull-never",
		"--tag=docker.io/gho-platform/x:0.1.0", "--file=D",
	} {
		if !slices.Contains(got, word) {
			t.Errorf("%s is not in %v", word, got)
		}
	}
	if got[len(got)-1] != "/staging" {
		t.Errorf("the context is not last: %v", got)
	}
}

func TestAnArchiveThatIsNotFinishedHasNoKey(t *testing.T) {
	keyFile := filepath.Join(t.TempDir(), "x.tar.key")
	put(t, keyFile, "old\n")
	killed := errors.New("killed")
	if err := underKey(keyFile, "new", func() error { return killed }); !errors.Is(err, killed) {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(keyFile); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the old key is still there: %v", err)
	}
	if err := underKey(keyFile, "new", func() error { return nil }); err != nil {
		t.Fatal(err)
	}
	if !(builder{}).isCurrent(keyFile, keyFile, "new") {
		t.Error("a finished archive is not current")
	}
}

func TestDebootstrapMountsNothingOnTheHost(t *testing.T) {
	if flags := debootstrap("/root").SysProcAttr.Unshareflags; flags&syscall.CLONE_NEWNS == 0 {
		t.Errorf("unshare flags are %x", flags)
	}
}

func TestCacheDirectory(t *testing.T) {
	for sentence, example := range map[string]struct {
		variables map[string]string
		want      string
	}{
		"the platform's own variable comes first": {map[string]string{"GHO_CACHE_DIR": "/a", "XDG_CACHE_HOME": "/b"}, "/a/images"},
		"then the desktop's":                      {map[string]string{"XDG_CACHE_HOME": "/b", "HOME": "/h"}, "/b/gho-platform/images"},
		"then the home directory":                 {map[string]string{"HOME": "/h"}, "/h/.cache/gho-platform/images"},
	} {
		t.Run(sentence, func(t *testing.T) {
			got, err := newBuilder(func(name string) string { return example.variables[name] })
			if err != nil || got.cache != example.want {
				t.Errorf("got %s, %v", got.cache, err)
			}
		})
	}
}

func TestAChangedBaseChangesWhatIsBuiltOnIt(t *testing.T) {
	before, err := bases["node"].reference()
	if err != nil {
		t.Fatal(err)
	}
	changed := bases["debian"]
	original := changed
	changed.version += "+more"
	bases["debian"] = changed
	t.Cleanup(func() { bases["debian"] = original })
	after, err := bases["node"].reference()
	if err != nil || after == before {
		t.Errorf("before %s, after %s, %v", before, after, err)
	}
}

func TestAnUnknownBaseIsNamed(t *testing.T) {
	b := builder{cache: filepath.Join(t.TempDir(), "images")}
	if _, err := b.ensureBase("alpine"); err == nil || !strings.Contains(err.Error(), `"alpine"`) {
		t.Errorf("got %v", err)
	}
}
