package lifecycle

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"gho-platform.local/local-cluster/internal/cluster"
)

// readySupervisor lets this process stand in for the supervisor of a cluster
// whose components are all ready.
func readySupervisor(t *testing.T) cluster.Paths {
	t.Helper()
	directory := t.TempDir()
	c := cluster.Cluster{Name: "x", Paths: cluster.Paths{
		State: filepath.Join(directory, "state"), Run: filepath.Join(directory, "run"),
	}}
	if err := c.Save(); err != nil {
		t.Fatal(err)
	}
	self, err := identify(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	if err := self.save(c.Paths); err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("unix", c.Paths.ControlSocket())
	if err != nil {
		t.Fatal(err)
	}
	server := http.Server{Handler: http.HandlerFunc(func(writer http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(writer, `{"phase":"Ready"}`)
	})}
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
	return c.Paths
}

func TestOnlyAFinishedStartCountsAsRunning(t *testing.T) {
	paths := readySupervisor(t)
	if _, err := runningCluster(paths); err == nil {
		t.Error("a cluster whose start was killed counts as running")
	}
	if err := os.WriteFile(paths.FinishedFile(), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if c, err := runningCluster(paths); err != nil || c.Name != "x" {
		t.Errorf("got %+v, %v", c, err)
	}
}
