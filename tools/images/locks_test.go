package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func TestFoldersOfKilledBuildsAreRemovedByTheNextOneAlone(t *testing.T) {
	b := builder{cache: t.TempDir()}
	stale := filepath.Join(b.cache, "base-123")
	put(t, filepath.Join(stale, "root/etc/passwd"), "")
	leaveFirst, err := b.enter()
	if err != nil || exists(stale) {
		t.Fatalf("the folder is there: %v, %v", exists(stale), err)
	}
	live, err := b.scratch("context")
	if err != nil {
		t.Fatal(err)
	}
	leaveSecond, err := b.enter()
	if err != nil || !exists(live) {
		t.Fatalf("the folder of a build that goes on is there: %v, %v", exists(live), err)
	}
	leaveFirst()
	leaveSecond()
	leaveThird, err := b.enter()
	if err != nil || exists(live) {
		t.Fatalf("the folder is there: %v, %v", exists(live), err)
	}
	leaveThird()
}

func TestTwoBuildsOfAnImageWaitForEachOther(t *testing.T) {
	standIn(t, "docker", "exit 1")
	b, r := builder{cache: t.TempDir()}, project(t)
	unlock, err := b.lock("image-x")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error)
	go func() {
		done <- b.publish(r, "registry.example.org")
	}()
	select {
	case err := <-done:
		t.Fatalf("the second did not wait: %v", err)
	case <-time.After(100 * time.Millisecond):
	}
	unlock()
	<-done
}
