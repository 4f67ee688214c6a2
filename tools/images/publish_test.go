package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// standIn puts a script in the place of a program, for one test.
func standIn(t *testing.T, program, script string) {
	t.Helper()
	directory := t.TempDir()
	if err := os.WriteFile(filepath.Join(directory, program), []byte("#!/bin/sh\n"+script), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", directory+":"+os.Getenv("PATH"))
}

func TestPublishingUsesTheRegistrysNameAndTheRealBases(t *testing.T) {
	r := request{Name: "x", Dockerfile: "D", Version: "0.1.0", Arguments: []string{"V=1"}}
	build, push := (builder{cache: "/cache"}).publishCommands(r, "registry.example.org/gho-platform/x:0.1.0", "/staging")
	for _, command := range [][]string{build.Args, push.Args} {
		text := strings.Join(command, " ")
		if !strings.Contains(text, "registry.example.org/gho-platform/x:0.1.0") || strings.Contains(text, "_IMAGE=") {
			t.Errorf("got %s", text)
		}
	}
}

func TestADigestIsKeptOfWhatWasPushed(t *testing.T) {
	digest := "sha256:" + strings.Repeat("ab", 32)
	standIn(t, "docker", `[ "$1" = build ] || { echo "5f70bf18a086: Pushed"; echo "0.1.0: digest: `+digest+` size: 740"; }`)
	b := builder{cache: t.TempDir()}
	if err := b.publish(project(t), "registry.example.org/data/"); err != nil {
		t.Fatal(err)
	}
	for registry, want := range map[string]string{
		"registry.example.org/data": "x " + digest + "\n", "registry.example.org/other": "",
	} {
		var got strings.Builder
		if err := b.printDigests(registry, "0.1.0", &got); err != nil || got.String() != want {
			t.Errorf("%s: got %q, %v", registry, got.String(), err)
		}
	}
}

func TestAPushThatTellsNoDigestIsAnError(t *testing.T) {
	standIn(t, "docker", "echo pushed")
	b := builder{cache: t.TempDir()}
	if err := b.publish(project(t), "registry.example.org"); err == nil || !strings.Contains(err.Error(), "digest") {
		t.Errorf("got %v", err)
	}
}

func TestWhatBuildahSaysIsADigest(t *testing.T) {
	digest := "sha256:" + strings.Repeat("01", 32)
	if found := pushedDigest.FindStringSubmatch(digest + "\n"); found == nil || found[1] != digest {
		t.Errorf("got %v", found)
	}
}
