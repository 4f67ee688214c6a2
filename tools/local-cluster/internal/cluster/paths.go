package cluster

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// Paths are the two directories of a cluster. Run is short because the path of
// a Unix socket has at most 107 characters.
type Paths struct {
	// State holds data, logs, keys and configuration.
	State string `json:"state"`
	// Run holds sockets, the process id and the description of the cluster.
	Run string `json:"run"`
}

// Environment is what the choice of directories depends on.
type Environment struct {
	UserID int
	Lookup func(name string) string
}

// HostEnvironment reads the environment of this process.
func HostEnvironment() Environment {
	return Environment{UserID: os.Getuid(), Lookup: os.Getenv}
}

// StateRoot holds the state directories of all clusters.
func (e Environment) StateRoot() string {
	if e.UserID == 0 {
		return "/var/lib/gho-platform"
	}
	return filepath.Join(e.homeDirectory("XDG_STATE_HOME", ".local/state"), "gho-platform")
}

// RunRoot holds the run directories of all clusters.
func (e Environment) RunRoot() string {
	if e.UserID == 0 {
		return "/run/gho-platform"
	}
	if runtime := e.Lookup("XDG_RUNTIME_DIR"); runtime != "" {
		return filepath.Join(runtime, "gho-platform")
	}
	return fmt.Sprintf("/tmp/gho-platform-%d", e.UserID)
}

// PathsOf returns the directories of the cluster called name.
func (e Environment) PathsOf(name string) Paths {
	return Paths{State: filepath.Join(e.StateRoot(), name), Run: filepath.Join(e.RunRoot(), name)}
}

func (e Environment) homeDirectory(variable, fallback string) string {
	if directory := e.Lookup(variable); directory != "" {
		return directory
	}
	return filepath.Join(e.Lookup("HOME"), fallback)
}

func (p Paths) Certificate(name string) string { return filepath.Join(p.State, "pki", name+".crt") }
func (p Paths) Key(name string) string         { return filepath.Join(p.State, "pki", name+".key") }
func (p Paths) Config(name string) string      { return filepath.Join(p.State, "config", name) }
func (p Paths) Log(component string) string {
	return filepath.Join(p.State, "logs", component+".log")
}

// Kubeconfig is the administrator's; those of components are configurations.
func (p Paths) Kubeconfig() string       { return filepath.Join(p.State, "kubeconfig") }
func (p Paths) ContainerdSocket() string { return filepath.Join(p.Run, "containerd.sock") }
func (p Paths) ControlSocket() string    { return filepath.Join(p.Run, "control.sock") }
func (p Paths) ProcessFile() string      { return filepath.Join(p.Run, "init.pid") }
func (p Paths) ClusterFile() string      { return filepath.Join(p.Run, "cluster.json") }

// FinishedFile is there once the start of the cluster did all it had to.
func (p Paths) FinishedFile() string { return filepath.Join(p.Run, "finished") }

// Save writes the description of the cluster to its run directory.
func (c Cluster) Save() error {
	content, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		return fmt.Errorf("encode cluster %s: %w", c.Name, err)
	}
	if err := os.MkdirAll(c.Paths.Run, 0o700); err != nil {
		return err
	}
	return os.WriteFile(c.Paths.ClusterFile(), append(content, '\n'), 0o600)
}

// Load reads the description of a cluster that was started; the error wraps
// fs.ErrNotExist when there is none.
func Load(paths Paths) (Cluster, error) {
	content, err := os.ReadFile(paths.ClusterFile())
	if err != nil {
		return Cluster{}, err
	}
	var loaded Cluster
	if err := json.Unmarshal(content, &loaded); err != nil {
		return Cluster{}, fmt.Errorf("read %s: %w", paths.ClusterFile(), err)
	}
	return loaded, nil
}
