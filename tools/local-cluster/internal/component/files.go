package component

import (
	"bytes"
	"embed"
	"fmt"
	"path/filepath"
	"strings"
	"text/template"

	"gho-platform.local/local-cluster/internal/cluster"
	"gho-platform.local/local-cluster/internal/pki"
)

//go:embed templates
var templateFiles embed.FS

var templates = template.Must(template.ParseFS(templateFiles, "templates/*"))

// File is a file of a cluster, readable by its owner only.
type File struct {
	Path    string
	Content []byte
}

// Input is what configuration is rendered from besides the cluster itself.
type Input struct {
	Pairs map[string]pki.Pair
	// HostResolvers is the host's resolv.conf.
	HostResolvers string
}

// Files renders every file the components of a cluster read, and the
// administrator's kubeconfig.
func Files(c cluster.Cluster, input Input) ([]File, error) {
	files := keyFiles(c.Paths, input.Pairs)
	kubeconfigs, err := kubeconfigFiles(c, input.Pairs)
	if err != nil {
		return nil, err
	}
	files = append(files, kubeconfigs...)
	rendered, err := renderedFiles(c)
	if err != nil {
		return nil, err
	}
	files = append(files, rendered...)
	resolvers := ""
	if c.Egress {
		resolvers = reachableResolvers(input.HostResolvers)
	}
	return append(files, File{Path: c.Paths.Config("resolv.conf"), Content: []byte(resolvers)}), nil
}

func keyFiles(paths cluster.Paths, pairs map[string]pki.Pair) []File {
	files := make([]File, 0, 2*len(pairs))
	for name, pair := range pairs {
		files = append(files,
			File{Path: paths.Certificate(name), Content: pair.Certificate},
			File{Path: paths.Key(name), Content: pair.Key})
	}
	return files
}

func kubeconfigFiles(c cluster.Cluster, pairs map[string]pki.Pair) ([]File, error) {
	var files []File
	for _, user := range []string{pki.Admin, pki.ControllerManager, pki.Scheduler, pki.Kubelet, pki.Proxy} {
		content, err := renderKubeconfig(c, pairs[pki.KubernetesAuthority].Certificate, pairs[user])
		if err != nil {
			return nil, fmt.Errorf("render the kubeconfig of %s: %w", user, err)
		}
		path := c.Paths.Config(user + ".kubeconfig")
		if user == pki.Admin {
			path = c.Paths.Kubeconfig()
		}
		files = append(files, File{Path: path, Content: content})
	}
	return files, nil
}

func renderedFiles(c cluster.Cluster) ([]File, error) {
	names := []string{"authentication.yaml"}
	if !c.ControlPlaneOnly {
		names = append(names, "kubelet.yaml", "kube-proxy.yaml", "containerd.toml", "cni.conflist")
	}
	var files []File
	for _, name := range names {
		content, err := render(name, c)
		if err != nil {
			return nil, err
		}
		path := c.Paths.Config(name)
		if name == "cni.conflist" {
			path = c.Paths.Config(filepath.Join("cni", "10-pods.conflist"))
		}
		files = append(files, File{Path: path, Content: content})
	}
	return files, nil
}

func render(name string, data any) ([]byte, error) {
	var rendered bytes.Buffer
	if err := templates.ExecuteTemplate(&rendered, name+".tmpl", data); err != nil {
		return nil, fmt.Errorf("render %s: %w", name, err)
	}
	return rendered.Bytes(), nil
}

// reachableResolvers keeps the lines of a resolv.conf that mean the same in
// another network namespace: a resolver on loopback does not.
func reachableResolvers(resolvConf string) string {
	var kept strings.Builder
	for line := range strings.Lines(resolvConf) {
		fields := strings.Fields(line)
		if len(fields) == 2 && fields[0] == "nameserver" &&
			!strings.HasPrefix(fields[1], "127.") && fields[1] != "::1" {
			kept.WriteString("nameserver " + fields[1] + "\n")
		}
	}
	return kept.String()
}
