package lifecycle

import (
	"encoding/json"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"gho-platform.local/local-cluster/internal/cluster"
	"gho-platform.local/local-cluster/internal/node"
	"gho-platform.local/local-cluster/internal/supervisor"
)

// RunInit is the supervisor's process: it returns when told to end.
func RunInit(clusterFile string) error {
	content, err := os.ReadFile(clusterFile)
	if err != nil {
		return err
	}
	var c cluster.Cluster
	if err := json.Unmarshal(content, &c); err != nil {
		return fmt.Errorf("read %s: %w", clusterFile, err)
	}
	if !c.ControlPlaneOnly {
		if err := node.Enter(c); err != nil {
			return err
		}
	}
	terminated := make(chan os.Signal, 1)
	signal.Notify(terminated, syscall.SIGTERM, syscall.SIGINT)
	running, err := supervisor.New(c)
	if err != nil {
		return err
	}
	if err := running.Serve(c.Paths.ControlSocket()); err != nil {
		return err
	}
	go running.Start()
	<-terminated
	running.Shutdown()
	return nil
}
