package images

import (
	"archive/tar"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// Description is what an archive says about the image it holds.
type Description struct {
	// Name is complete, as containerd lists it.
	Name string
	// Identity differs when the content does.
	Identity string
}

// Describe reads an OCI archive, or one of `docker save`.
func Describe(path string) (Description, error) {
	file, err := os.Open(path)
	if err != nil {
		return Description{}, err
	}
	defer file.Close()
	archive := tar.NewReader(file)
	for {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return Description{}, errors.New("it has neither an index.json nor a manifest.json: not an image archive")
		}
		if err != nil {
			return Description{}, err
		}
		switch filepath.Clean(header.Name) {
		case "index.json":
			return parseIndex(archive)
		case "manifest.json":
			return parseManifest(archive)
		}
	}
}

func parseIndex(content io.Reader) (Description, error) {
	var listing index
	if err := json.NewDecoder(content).Decode(&listing); err != nil {
		return Description{}, fmt.Errorf("decode index.json: %w", err)
	}
	if len(listing.Manifests) != 1 {
		return Description{}, fmt.Errorf("index.json names %d images, expected 1", len(listing.Manifests))
	}
	only := listing.Manifests[0]
	return Description{
		Name:     completeName(only.Annotations["org.opencontainers.image.ref.name"]),
		Identity: only.Digest,
	}, nil
}

func parseManifest(content io.Reader) (Description, error) {
	var saved []struct {
		// Config is named after the digest of the configuration, which names
		// the layers by theirs.
		Config   string
		RepoTags []string
	}
	if err := json.NewDecoder(content).Decode(&saved); err != nil {
		return Description{}, fmt.Errorf("decode manifest.json: %w", err)
	}
	if len(saved) != 1 || len(saved[0].RepoTags) != 1 {
		return Description{}, errors.New("manifest.json names more or less than 1 image")
	}
	return Description{Name: completeName(saved[0].RepoTags[0]), Identity: saved[0].Config}, nil
}

// completeName adds the registry that a short name means. A registry is told
// from a directory by a dot or a port.
func completeName(name string) string {
	first, _, found := strings.Cut(name, "/")
	switch {
	case !found:
		return "docker.io/library/" + name
	case strings.ContainsAny(first, ".:") || first == "localhost":
		return name
	default:
		return "docker.io/" + name
	}
}
