package component

import (
	"encoding/json"

	"gho-platform.local/local-cluster/internal/cluster"
	"gho-platform.local/local-cluster/internal/pki"
)

type kubeconfig struct {
	APIVersion     string         `json:"apiVersion"`
	Kind           string         `json:"kind"`
	CurrentContext string         `json:"current-context"`
	Clusters       []namedCluster `json:"clusters"`
	Users          []namedUser    `json:"users"`
	Contexts       []namedContext `json:"contexts"`
}

type namedCluster struct {
	Name    string        `json:"name"`
	Cluster clusterAccess `json:"cluster"`
}

type clusterAccess struct {
	Server    string `json:"server"`
	Authority []byte `json:"certificate-authority-data"`
}

type namedUser struct {
	Name string      `json:"name"`
	User credentials `json:"user"`
}

type credentials struct {
	Certificate []byte `json:"client-certificate-data"`
	Key         []byte `json:"client-key-data"`
}

type namedContext struct {
	Name    string  `json:"name"`
	Context context `json:"context"`
}

type context struct {
	Cluster string `json:"cluster"`
	User    string `json:"user"`
}

// renderKubeconfig writes a kubeconfig as JSON, which is YAML too.
func renderKubeconfig(c cluster.Cluster, authority []byte, user pki.Pair) ([]byte, error) {
	name := c.Label()
	return json.MarshalIndent(kubeconfig{
		APIVersion:     "v1",
		Kind:           "Config",
		CurrentContext: name,
		Clusters:       []namedCluster{{Name: name, Cluster: clusterAccess{Server: c.APIServerURL(), Authority: authority}}},
		Users:          []namedUser{{Name: name, User: credentials{Certificate: user.Certificate, Key: user.Key}}},
		Contexts:       []namedContext{{Name: name, Context: context{Cluster: name, User: name}}},
	}, "", "  ")
}
