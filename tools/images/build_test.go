package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestParseRequest(t *testing.T) {
	got, err := parseRequest(strings.Fields("ingest --context . --dockerfile D --output o.tar --path a --path b --build-arg V=1"))
	if err != nil || got.Tag != "gho-platform/ingest:0.1.0" || !slices.Equal(got.Paths, []string{"a", "b"}) ||
		!slices.Equal(got.Arguments, []string{"V=1"}) {
		t.Errorf("got %+v, %v", got, err)
	}
	if _, err := parseRequest(strings.Fields("ingest --context . --output o.tar")); err == nil ||
		!strings.Contains(err.Error(), "--dockerfile") {
		t.Errorf("without a Dockerfile: %v", err)
	}
}

func TestBuildArguments(t *testing.T) {
	b := builder{cache: "/cache", hostFiles: []string{"/etc/pip.conf"}}
	r := request{Name: "x", Dockerfile: "D", Tag: "gho-platform/x:0.1.0"}
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

func TestPublishingUsesTheRegistrysNameAndTheRealBases(t *testing.T) {
	r := request{Name: "x", Dockerfile: "D", Tag: "gho-platform/x:0.1.0", Arguments: []string{"V=1"}}
	for _, command := range (builder{cache: "/cache"}).publishCommands(r, "registry.example.org/gho-platform/x:0.1.0", "/staging") {
		text := strings.Join(command.Args, " ")
		if !strings.Contains(text, "registry.example.org/gho-platform/x:0.1.0") || strings.Contains(text, "_IMAGE=") {
			t.Errorf("got %s", text)
		}
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
