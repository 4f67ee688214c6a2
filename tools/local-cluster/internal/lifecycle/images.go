package lifecycle

import (
	"archive/tar"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"gho-platform.local/local-cluster/internal/cluster"
)

// kubernetesImages is the containerd namespace the kubelet's images are in.
const kubernetesImages = "k8s.io"

// archivedImage is what an OCI archive says it holds.
type archivedImage struct {
	Name   string
	Digest string
}

// LoadImages makes the images of OCI archives available to pods. One that the
// cluster has already, with the same digest, is skipped.
func LoadImages(name string, archives []string, report Reporter) error {
	c, err := Find(name)
	if err != nil {
		return err
	}
	if len(archives) == 0 {
		return errors.New("load images: no archive named")
	}
	present, err := presentImages(c)
	if err != nil {
		return err
	}
	for _, archive := range archives {
		image, err := describeArchive(archive)
		if err != nil {
			return fmt.Errorf("read archive %s: %w", archive, err)
		}
		if image.Digest != "" && present[image.Name] == image.Digest {
			report("Image %s is there already", image.Name)
			continue
		}
		report("Loading image %s", image.Name)
		if err := importArchive(c, archive); err != nil {
			return err
		}
	}
	return nil
}

// presentImages maps names to digests.
func presentImages(c cluster.Cluster) (map[string]string, error) {
	output, err := ctr(c, "images", "list").Output()
	if err != nil {
		return nil, fmt.Errorf("list the images of cluster %s: %w", c.Name, err)
	}
	return parseImageList(string(output)), nil
}

// parseImageList reads a table whose first columns are REF, TYPE and DIGEST.
func parseImageList(table string) map[string]string {
	images := map[string]string{}
	for line := range strings.Lines(table) {
		if fields := strings.Fields(line); len(fields) > 2 {
			images[fields[0]] = fields[2]
		}
	}
	return images
}

// describeArchive reads the index of an OCI archive, which may be anywhere in
// the file.
func describeArchive(path string) (archivedImage, error) {
	file, err := os.Open(path)
	if err != nil {
		return archivedImage{}, err
	}
	defer file.Close()
	archive := tar.NewReader(file)
	for {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return archivedImage{}, errors.New("it has no index.json: not an OCI archive")
		}
		if err != nil {
			return archivedImage{}, err
		}
		if filepath.Clean(header.Name) == "index.json" {
			return parseIndex(archive)
		}
	}
}

func parseIndex(content io.Reader) (archivedImage, error) {
	var index struct {
		Manifests []struct {
			Digest      string            `json:"digest"`
			Annotations map[string]string `json:"annotations"`
		} `json:"manifests"`
	}
	if err := json.NewDecoder(content).Decode(&index); err != nil {
		return archivedImage{}, fmt.Errorf("decode index.json: %w", err)
	}
	if len(index.Manifests) != 1 {
		return archivedImage{}, fmt.Errorf("index.json names %d images, expected 1", len(index.Manifests))
	}
	only := index.Manifests[0]
	return archivedImage{
		Name:   only.Annotations["org.opencontainers.image.ref.name"],
		Digest: only.Digest,
	}, nil
}

func importArchive(c cluster.Cluster, archive string) error {
	return runCommand(ctr(c, "images", "import", archive))
}

func ctr(c cluster.Cluster, arguments ...string) *exec.Cmd {
	words := []string{"--address=" + c.Paths.ContainerdSocket(), "--namespace=" + kubernetesImages}
	return exec.Command("ctr", append(words, arguments...)...)
}
