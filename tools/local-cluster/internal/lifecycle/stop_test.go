package lifecycle

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gho-platform.local/local-cluster/internal/cluster"
)

// userEnvironment is that of a user without root whose directories are the test's.
func userEnvironment(t *testing.T) cluster.Environment {
	t.Helper()
	directory := t.TempDir()
	return cluster.Environment{UserID: max(os.Getuid(), 1), Lookup: func(name string) string {
		return map[string]string{"XDG_STATE_HOME": directory + "/state", "XDG_RUNTIME_DIR": directory + "/run"}[name]
	}}
}

func TestStopAll(t *testing.T) {
	environment := userEnvironment(t)
	// Locks check who owns the run root, which is whoever runs this test.
	if err := os.MkdirAll(environment.RunRoot(), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(environment.RunRoot(), environment.UserID, -1); err != nil {
		t.Fatal(err)
	}
	for name, lock := range map[string]string{"demo": "", "free": "killed-run", "busy": "live-run"} {
		c := cluster.Cluster{Name: name, Lock: lock, ControlPlaneOnly: true, Paths: environment.PathsOf(name)}
		if err := c.Save(); err != nil {
			t.Fatal(err)
		}
	}
	// Of a cluster that was killed while it was removed, only the state is left.
	remains := environment.PathsOf("remains").State
	if err := os.MkdirAll(remains, 0o700); err != nil {
		t.Fatal(err)
	}
	unlock, err := tryLock(environment, "live-run")
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	var said []string
	err = stopAll(environment, func(format string, values ...any) { said = append(said, fmt.Sprintf(format, values...)) })
	if err != nil {
		t.Fatal(err)
	}
	if left, err := clusterNames(environment); err != nil || !slices.Equal(left, []string{"busy"}) {
		t.Errorf("left are %v, %v", left, err)
	}
	if !slices.ContainsFunc(said, func(line string) bool { return strings.Contains(line, "busy is left running") }) {
		t.Errorf("said %q", said)
	}
}

func TestCheckOwned(t *testing.T) {
	for sentence, example := range map[string]struct {
		make    func(path string) error
		userID  int
		refused bool
	}{
		"a directory of one's own is fine":        {func(path string) error { return os.Mkdir(path, 0o700) }, os.Getuid(), false},
		"one that is not there is fine":           {func(string) error { return nil }, os.Getuid(), false},
		"one of another user is refused":          {func(path string) error { return os.Mkdir(path, 0o700) }, os.Getuid() + 1, true},
		"a link is refused, wherever it leads":    {func(path string) error { return os.Symlink(filepath.Dir(path), path) }, os.Getuid(), true},
		"one that others can write to is refused": {makeShared, os.Getuid(), true},
	} {
		t.Run(sentence, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "root")
			if err := example.make(path); err != nil {
				t.Fatal(err)
			}
			if err := checkOwned(path, example.userID); (err != nil) != example.refused {
				t.Errorf("got %v", err)
			}
		})
	}
}
