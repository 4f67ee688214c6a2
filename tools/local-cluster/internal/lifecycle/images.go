package lifecycle

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"gho-platform.local/local-cluster/internal/cluster"
	"gho-platform.local/local-cluster/internal/images"
)

// kubernetesImages is the containerd namespace the kubelet's images are in.
const kubernetesImages = "k8s.io"

// LoadImages makes the images of archives available to pods, also by their
// digests, which it prints as NAME@DIGEST: a tag that stays the same tells nobody
// that the image changed. One that was loaded with the same content before is
// skipped.
func LoadImages(name string, archives []string, output io.Writer, report Reporter) error {
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
		image, err := images.Describe(archive)
		if err != nil {
			return fmt.Errorf("read archive %s: %w", archive, err)
		}
		if err := loadImage(c, archive, image, present, report); err != nil {
			return err
		}
		pinned, err := pinImage(c, image.Name)
		if err != nil {
			return err
		}
		fmt.Fprintln(output, pinned)
	}
	return nil
}

func loadImage(c cluster.Cluster, archive string, image images.Description, present map[string]bool, report Reporter) error {
	loaded, err := loadedImages(c)
	if err != nil {
		return err
	}
	if present[image.Name] && loaded[image.Name] == image.Identity {
		report("Image %s is there already", image.Name)
		return nil
	}
	report("Loading image %s", image.Name)
	if err := importArchive(c, archive); err != nil {
		return err
	}
	loaded[image.Name] = image.Identity
	return saveLoadedImages(c, loaded)
}

// pinImage gives an image, beside its tag, the name that holds its digest.
func pinImage(c cluster.Cluster, name string) (string, error) {
	output, err := ctr(c, "images", "list", "name=="+name).Output()
	if err != nil {
		return "", fmt.Errorf("look at image %s: %w", name, err)
	}
	pinned, err := pinnedName(name, string(output))
	if err != nil {
		return "", err
	}
	return pinned, runCommand(ctr(c, "images", "tag", "--force", name, pinned))
}

// pinnedName finds the digest in what `ctr images list` prints: a heading, then
// REF TYPE DIGEST and more.
func pinnedName(name, listing string) (string, error) {
	for line := range strings.Lines(listing) {
		fields := strings.Fields(line)
		if len(fields) > 2 && fields[0] == name {
			// The tag comes after the last slash; a colon before it is that of a port.
			repository, _, _ := strings.Cut(name[strings.LastIndexByte(name, '/')+1:], ":")
			return name[:strings.LastIndexByte(name, '/')+1] + repository + "@" + fields[2], nil
		}
	}
	return "", fmt.Errorf("find the digest of image %s: containerd does not list it", name)
}

// presentImages are the names containerd knows.
func presentImages(c cluster.Cluster) (map[string]bool, error) {
	output, err := ctr(c, "images", "list", "--quiet").Output()
	if err != nil {
		return nil, fmt.Errorf("list the images of cluster %s: %w", c.Name, err)
	}
	present := map[string]bool{}
	for _, name := range strings.Fields(string(output)) {
		present[name] = true
	}
	return present, nil
}

// loadedImages maps the names of images that were loaded to their identities.
// containerd cannot tell: it knows the digest of a manifest it wrote itself.
func loadedImages(c cluster.Cluster) (map[string]string, error) {
	content, err := os.ReadFile(loadedImagesFile(c))
	if errors.Is(err, fs.ErrNotExist) {
		return map[string]string{}, nil
	}
	if err != nil {
		return nil, err
	}
	loaded := map[string]string{}
	if err := json.Unmarshal(content, &loaded); err != nil {
		return nil, fmt.Errorf("read %s: %w", loadedImagesFile(c), err)
	}
	return loaded, nil
}

func saveLoadedImages(c cluster.Cluster, loaded map[string]string) error {
	content, err := json.MarshalIndent(loaded, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(loadedImagesFile(c), append(content, '\n'), 0o600)
}

func loadedImagesFile(c cluster.Cluster) string {
	return filepath.Join(c.Paths.State, "loaded-images.json")
}

func importArchive(c cluster.Cluster, archive string) error {
	return runCommand(ctr(c, "images", "import", archive))
}

func ctr(c cluster.Cluster, arguments ...string) *exec.Cmd {
	words := []string{"--address=" + c.Paths.ContainerdSocket(), "--namespace=" + kubernetesImages}
	return exec.Command("ctr", append(words, arguments...)...)
}
