package lifecycle

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
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

func TestArgumentsOfAComponentThatIsNotThereAreRefused(t *testing.T) {
	options := Options{Name: "x", ControlPlaneOnly: true, Arguments: map[string][]string{"scheduler": {"--v=2"}}}
	_, err := plan(options, cluster.Environment{Lookup: os.Getenv})
	if err == nil || !strings.Contains(err.Error(), `"scheduler"`) {
		t.Errorf("got %v", err)
	}
	options.Scheduler = true
	if _, err := plan(options, cluster.Environment{Lookup: os.Getenv}); err != nil {
		t.Error(err)
	}
}

func TestAClusterWithOtherArgumentsIsNotTheSame(t *testing.T) {
	running := cluster.Cluster{Name: "x", Arguments: map[string][]string{"etcd": {"--a"}}}
	if err := sameMode(running, Options{Arguments: map[string][]string{"etcd": {"--a"}}}); err != nil {
		t.Error(err)
	}
	if err := sameMode(running, Options{Arguments: map[string][]string{"etcd": {"--b"}}}); err == nil {
		t.Error("other arguments count as the same")
	}
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
