// Package images writes container images of single static programs, without
// any tool for images.
package images

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
)

// Program describes an image that holds one static program and nothing else.
type Program struct {
	// Name is the image's full name: docker.io/gho-platform/pause:0.1.0.
	Name string
	// File is the program on this machine; it lies at the image's root.
	File string
	// User is numeric, "65532:65532".
	User string
}

type descriptor struct {
	MediaType   string            `json:"mediaType"`
	Digest      string            `json:"digest"`
	Size        int               `json:"size"`
	Annotations map[string]string `json:"annotations,omitempty"`
}

type manifest struct {
	SchemaVersion int          `json:"schemaVersion"`
	MediaType     string       `json:"mediaType"`
	Config        descriptor   `json:"config"`
	Layers        []descriptor `json:"layers"`
}

type index struct {
	SchemaVersion int          `json:"schemaVersion"`
	Manifests     []descriptor `json:"manifests"`
}

type imageConfig struct {
	Architecture string          `json:"architecture"`
	OS           string          `json:"os"`
	Config       processConfig   `json:"config"`
	RootFS       rootFileSystems `json:"rootfs"`
}

type processConfig struct {
	User       string   `json:"User"`
	Entrypoint []string `json:"Entrypoint"`
}

type rootFileSystems struct {
	Type    string   `json:"type"`
	DiffIDs []string `json:"diff_ids"`
}

// WriteArchive writes an image as an OCI archive. The same program gives the
// same bytes.
func WriteArchive(program Program, output io.Writer) error {
	content, err := os.ReadFile(program.File)
	if err != nil {
		return fmt.Errorf("read the program of image %s: %w", program.Name, err)
	}
	layer, err := layerOf(filepath.Base(program.File), content)
	if err != nil {
		return err
	}
	archive := tar.NewWriter(output)
	if err := writeImage(archive, program, layer); err != nil {
		return fmt.Errorf("write image %s: %w", program.Name, err)
	}
	return archive.Close()
}

func layerOf(name string, content []byte) ([]byte, error) {
	var layer bytes.Buffer
	writer := tar.NewWriter(&layer)
	if err := writeEntry(writer, name, content); err != nil {
		return nil, err
	}
	if err := writer.Close(); err != nil {
		return nil, err
	}
	return layer.Bytes(), nil
}

func writeImage(archive *tar.Writer, program Program, layer []byte) error {
	if err := writeEntry(archive, "oci-layout", []byte(`{"imageLayoutVersion":"1.0.0"}`)); err != nil {
		return err
	}
	layerAt, err := writeBlob(archive, "application/vnd.oci.image.layer.v1.tar", layer)
	if err != nil {
		return err
	}
	configAt, err := writeJSON(archive, "application/vnd.oci.image.config.v1+json", imageConfig{
		Architecture: runtime.GOARCH,
		OS:           "linux",
		Config:       processConfig{User: program.User, Entrypoint: []string{"/" + filepath.Base(program.File)}},
		RootFS:       rootFileSystems{Type: "layers", DiffIDs: []string{layerAt.Digest}},
	})
	if err != nil {
		return err
	}
	const manifestType = "application/vnd.oci.image.manifest.v1+json"
	manifestAt, err := writeJSON(archive, manifestType, manifest{
		SchemaVersion: 2, MediaType: manifestType, Config: configAt, Layers: []descriptor{layerAt},
	})
	if err != nil {
		return err
	}
	manifestAt.Annotations = map[string]string{"org.opencontainers.image.ref.name": program.Name}
	listing, err := json.Marshal(index{SchemaVersion: 2, Manifests: []descriptor{manifestAt}})
	if err != nil {
		return err
	}
	return writeEntry(archive, "index.json", listing)
}

func writeJSON(archive *tar.Writer, mediaType string, value any) (descriptor, error) {
	content, err := json.Marshal(value)
	if err != nil {
		return descriptor{}, err
	}
	return writeBlob(archive, mediaType, content)
}

func writeBlob(archive *tar.Writer, mediaType string, content []byte) (descriptor, error) {
	sum := sha256.Sum256(content)
	digest := hex.EncodeToString(sum[:])
	at := descriptor{MediaType: mediaType, Digest: "sha256:" + digest, Size: len(content)}
	return at, writeEntry(archive, "blobs/sha256/"+digest, content)
}

// writeEntry leaves times at zero, so that archives can be compared.
func writeEntry(archive *tar.Writer, name string, content []byte) error {
	header := &tar.Header{Name: name, Mode: 0o755, Size: int64(len(content)), Typeflag: tar.TypeReg}
	if err := archive.WriteHeader(header); err != nil {
		return err
	}
	_, err := archive.Write(content)
	return err
}
