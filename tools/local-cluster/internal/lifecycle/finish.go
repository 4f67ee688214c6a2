package lifecycle

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"gho-platform.local/local-cluster/internal/addons"
	"gho-platform.local/local-cluster/internal/cluster"
	"gho-platform.local/local-cluster/internal/component"
	"gho-platform.local/local-cluster/internal/images"
)

const (
	// imageTag is that of the images made here. The name of pause is also in
	// containerd's configuration.
	imageTag     = "0.1.0"
	unprivileged = "65532:65532"
)

// finishNode makes a node whose components run one that runs pods.
func finishNode(c cluster.Cluster, report Reporter) error {
	report("Loading the images of the cluster's own pods")
	for _, name := range []string{"pause", "coredns"} {
		if err := loadOwnImage(c, name); err != nil {
			return failure(component.Containerd, err, c.Paths)
		}
	}
	for _, volume := range addons.Volumes(c) {
		// Whoever the pod runs as writes; only root gets as far as here otherwise.
		if err := makeShared(volume.Directory); err != nil {
			return err
		}
	}
	report("Applying DNS and storage")
	manifests, err := addons.Render(c, imageTag)
	if err != nil {
		return err
	}
	if err := kubectl(c, manifests, "apply", "--server-side", "--filename=-"); err != nil {
		return failure(component.APIServer, err, c.Paths)
	}
	return awaitNode(c, report)
}

func awaitNode(c cluster.Cluster, report Reporter) error {
	node := "node/" + c.Label()
	if err := kubectl(c, nil, "wait", "--for=create", node, "--timeout=60s"); err != nil {
		return failure(component.Kubelet, err, c.Paths)
	}
	if err := kubectl(c, nil, "wait", "--for=condition=Ready", node, "--timeout=60s"); err != nil {
		return failure(component.Kubelet, err, c.Paths)
	}
	report("Node %s is ready", c.Label())
	err := kubectl(c, nil, "rollout", "status", "deployment/coredns", "--namespace=kube-system", "--timeout=60s")
	if err != nil {
		return failure(component.Kubelet, err, c.Paths)
	}
	return nil
}

func makeShared(directory string) error {
	if err := os.MkdirAll(directory, 0o755); err != nil {
		return err
	}
	// The mode given to MkdirAll is cut down by the umask.
	return os.Chmod(directory, 0o777)
}

func loadOwnImage(c cluster.Cluster, name string) error {
	archive, err := os.CreateTemp(c.Paths.State, name+"-*.tar")
	if err != nil {
		return err
	}
	defer os.Remove(archive.Name())
	defer archive.Close()
	program := images.Program{
		Name: fmt.Sprintf("docker.io/gho-platform/%s:%s", name, imageTag),
		File: filepath.Join(c.BinDir, name),
		User: unprivileged,
	}
	if err := images.WriteArchive(program, archive); err != nil {
		return err
	}
	return importArchive(c, archive.Name())
}

func kubectl(c cluster.Cluster, input []byte, arguments ...string) error {
	// Its cache goes where the rest of the cluster does.
	words := append([]string{
		"--kubeconfig=" + c.Paths.Kubeconfig(), "--cache-dir=" + filepath.Join(c.Paths.State, "kubectl"),
	}, arguments...)
	command := exec.Command(filepath.Join(c.BinDir, "kubectl"), words...)
	command.Stdin = bytes.NewReader(input)
	return runCommand(command)
}

// runCommand adds to an error what the command said.
func runCommand(command *exec.Cmd) error {
	output, err := command.CombinedOutput()
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		return fmt.Errorf("run %s: %w: %s", strings.Join(command.Args, " "), err, bytes.TrimSpace(output))
	}
	return err
}
