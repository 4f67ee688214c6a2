package component

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"gho-platform.local/local-cluster/internal/cluster"
	"gho-platform.local/local-cluster/internal/pki"
)

var demo = cluster.Cluster{
	Name: "demo", Index: 1, MTU: 1400, Ports: cluster.NodePorts, BinDir: "/programs",
	Paths: cluster.Paths{State: "/state", Run: "/run/x"},
}

var controlPlane = cluster.Cluster{
	Name: "cp", ControlPlaneOnly: true,
	Ports: cluster.Ports{APIServer: 1001, EtcdClient: 1002, EtcdPeer: 1003, ControllerManager: 1004},
	Paths: cluster.Paths{State: "/state", Run: "/run/x"},
}

func TestSteps(t *testing.T) {
	for sentence, example := range map[string]struct {
		cluster cluster.Cluster
		want    [][]string
	}{
		"a node has everything": {demo, [][]string{
			{Etcd, Containerd}, {APIServer}, {ControllerManager, Scheduler, Kubelet, Proxy},
		}},
		"a control plane has no node": {controlPlane, [][]string{{Etcd}, {APIServer}, {ControllerManager}}},
		"a control plane may have a scheduler": {withScheduler(controlPlane), [][]string{
			{Etcd}, {APIServer}, {ControllerManager, Scheduler},
		}},
	} {
		t.Run(sentence, func(t *testing.T) {
			var got [][]string
			for _, step := range Of(example.cluster) {
				var names []string
				for _, each := range step {
					names = append(names, each.Name)
				}
				got = append(got, names)
			}
			if !slices.EqualFunc(got, example.want, slices.Equal) {
				t.Errorf("got %v", got)
			}
		})
	}
}

func withScheduler(c cluster.Cluster) cluster.Cluster {
	c.Scheduler = true
	return c
}

func TestArgumentsOfTheUserComeLast(t *testing.T) {
	c := controlPlane
	c.Arguments = map[string][]string{ControllerManager: {"--kube-api-qps=20"}}
	arguments := find(t, c, ControllerManager).Arguments
	if last := arguments[len(arguments)-1]; last != "--kube-api-qps=20" {
		t.Errorf("last argument is %s", last)
	}
	if slices.Contains(find(t, c, APIServer).Arguments, "--kube-api-qps=20") {
		t.Error("another component got the argument too")
	}
}

func TestArguments(t *testing.T) {
	for sentence, example := range map[string]struct {
		cluster   cluster.Cluster
		component string
		argument  string
	}{
		"the API server is at the node's address":    {demo, APIServer, "--bind-address=172.30.1.2"},
		"the API server checks nodes and roles":      {demo, APIServer, "--authorization-mode=Node,RBAC"},
		"a control plane is on loopback":             {controlPlane, APIServer, "--bind-address=127.0.0.1"},
		"a control plane's port is its own":          {controlPlane, APIServer, "--secure-port=1001"},
		"loopback is no endpoint":                    {controlPlane, APIServer, "--endpoint-reconciler-type=none"},
		"etcd asks for certificates":                 {demo, Etcd, "--client-cert-auth"},
		"etcd is on loopback":                        {controlPlane, Etcd, "--listen-client-urls=https://127.0.0.1:1002"},
		"Jobs of many runs are seen at once":         {demo, ControllerManager, "--concurrent-job-syncs=20"},
		"the controller manager's port is its own":   {controlPlane, ControllerManager, "--secure-port=1004"},
		"the kubelet's node has the cluster's label": {demo, Kubelet, "--hostname-override=gho-demo"},
	} {
		t.Run(sentence, func(t *testing.T) {
			if arguments := find(t, example.cluster, example.component).Arguments; !slices.Contains(arguments, example.argument) {
				t.Errorf("got %v", arguments)
			}
		})
	}
}

func find(t *testing.T, c cluster.Cluster, name string) Component {
	t.Helper()
	for _, step := range Of(c) {
		for _, each := range step {
			if each.Name == name {
				return each
			}
		}
	}
	t.Fatalf("no component %s", name)
	return Component{}
}

func TestFiles(t *testing.T) {
	files := renderAll(t, demo)
	for sentence, example := range map[string]struct{ path, text string }{
		"the kubelet asks the API server who may call it": {"/state/config/kubelet.yaml", "mode: Webhook"},
		"pods ask the cluster's DNS":                      {"/state/config/kubelet.yaml", "- 10.97.0.10"},
		"the proxy knows the pods":                        {"/state/config/kube-proxy.yaml", "clusterCIDR: 10.244.1.0/24"},
		"containerd keeps to the cluster's directories":   {"/state/config/containerd.toml", `root = "/state/containerd"`},
		"scores stay where lowering is not allowed":       {"/state/config/containerd.toml", "restrict_oom_score_adj = true"},
		"pods have the host's packet size":                {"/state/config/cni/10-pods.conflist", `"mtu": 1400`},
		"without credentials only health is told":         {"/state/config/authentication.yaml", "- path: /readyz"},
	} {
		t.Run(sentence, func(t *testing.T) {
			if !strings.Contains(files[example.path], example.text) {
				t.Errorf("%s is\n%s", example.path, files[example.path])
			}
		})
	}
	if !json.Valid([]byte(files["/state/config/cni/10-pods.conflist"])) {
		t.Error("the network's configuration is not JSON")
	}
}

func TestAControlPlaneHasNoFilesOfANode(t *testing.T) {
	for path := range renderAll(t, controlPlane) {
		if strings.Contains(path, "kubelet.yaml") || strings.Contains(path, "containerd") {
			t.Errorf("it has %s", path)
		}
	}
}

func TestKubeconfig(t *testing.T) {
	var config kubeconfig
	if err := json.Unmarshal([]byte(renderAll(t, demo)["/state/kubeconfig"]), &config); err != nil {
		t.Fatal(err)
	}
	if server := config.Clusters[0].Cluster.Server; server != "https://172.30.1.2:6443" {
		t.Errorf("server is %s", server)
	}
	if config.CurrentContext != config.Contexts[0].Name || config.Contexts[0].Context.User != config.Users[0].Name {
		t.Errorf("names do not fit: %+v", config)
	}
}

func TestResolvers(t *testing.T) {
	const host = "# comment\nsearch example.org\nnameserver 127.0.0.53\nnameserver 192.0.2.1\nnameserver ::1\n"
	for sentence, example := range map[string]struct {
		egress bool
		want   string
	}{
		"without egress pods ask nobody outside":              {false, ""},
		"with egress they ask those that are not on loopback": {true, "nameserver 192.0.2.1\n"},
	} {
		t.Run(sentence, func(t *testing.T) {
			c := demo
			c.Egress = example.egress
			files, err := Files(c, Input{Pairs: pairs(t, c), HostResolvers: host})
			if err != nil {
				t.Fatal(err)
			}
			if got := contents(files)["/state/config/resolv.conf"]; got != example.want {
				t.Errorf("got %q", got)
			}
		})
	}
}

func renderAll(t *testing.T, c cluster.Cluster) map[string]string {
	t.Helper()
	files, err := Files(c, Input{Pairs: pairs(t, c)})
	if err != nil {
		t.Fatal(err)
	}
	return contents(files)
}

func pairs(t *testing.T, c cluster.Cluster) map[string]pki.Pair {
	t.Helper()
	made, err := pki.NewClusterKeys(c)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func contents(files []File) map[string]string {
	byPath := map[string]string{}
	for _, file := range files {
		byPath[file.Path] = string(file.Content)
	}
	return byPath
}
