// Package addons renders what a node's cluster runs from the start: DNS, and
// volumes for claims.
package addons

import (
	"bytes"
	"embed"
	"fmt"
	"path/filepath"
	"text/template"

	"gho-platform.local/local-cluster/internal/cluster"
)

//go:embed manifests
var manifestFiles embed.FS

var manifests = template.Must(template.ParseFS(manifestFiles, "manifests/*"))

// volumeCount is how many claims the cluster can bind in its life: a volume
// whose claim was deleted keeps its data and takes no other claim.
const volumeCount = 64

// Volume is a directory that one claim can have.
type Volume struct {
	Name      string
	Directory string
}

// Volumes lists the volumes of a cluster.
func Volumes(c cluster.Cluster) []Volume {
	volumes := make([]Volume, volumeCount)
	for index := range volumes {
		name := fmt.Sprintf("local-%02d", index)
		volumes[index] = Volume{Name: name, Directory: filepath.Join(c.Paths.State, "volumes", name)}
	}
	return volumes
}

// Render returns the manifests of all add-ons as one YAML stream.
func Render(c cluster.Cluster, dnsImageTag string) ([]byte, error) {
	data := struct {
		cluster.Cluster
		DNSImageTag string
		Volumes     []Volume
	}{c, dnsImageTag, Volumes(c)}
	var rendered bytes.Buffer
	for _, name := range []string{"dns.yaml", "storage.yaml"} {
		if err := manifests.ExecuteTemplate(&rendered, name+".tmpl", data); err != nil {
			return nil, fmt.Errorf("render %s: %w", name, err)
		}
		rendered.WriteString("---\n")
	}
	return rendered.Bytes(), nil
}
