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
	if err := raiseFileLimit(); err != nil {
		return err
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

// raiseFileLimit lets the components, and the containers they start, open as
// many files as the machine allows instead of as many as a login shell may.
func raiseFileLimit() error {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return fmt.Errorf("read the limit of open files: %w", err)
	}
	limit.Cur = limit.Max
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return fmt.Errorf("raise the limit of open files: %w", err)
	}
	return nil
}
