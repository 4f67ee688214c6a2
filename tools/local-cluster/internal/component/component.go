// Package component says how each program of a cluster is run: its arguments
// and its configuration files. It renders text and starts nothing.
package component

import (
	"fmt"

	"gho-platform.local/local-cluster/internal/cluster"
	"gho-platform.local/local-cluster/internal/pki"
)

// Names of the components, as in `local-cluster logs NAME`.
const (
	Etcd              = "etcd"
	APIServer         = "apiserver"
	ControllerManager = "controller-manager"
	Scheduler         = "scheduler"
	Containerd        = "containerd"
	Kubelet           = "kubelet"
	Proxy             = "proxy"
)

// Component is one long-running program of a cluster.
type Component struct {
	Name string
	// Program is a file of the cluster's BinDir or, with OnPath, a program the
	// machine has installed.
	Program   string
	OnPath    bool
	Arguments []string
	Probe     Probe
}

// Probe tells when a component is ready to be used by the next. The zero Probe
// is satisfied by a process that runs.
type Probe struct {
	// Socket is a Unix socket that accepts connections.
	Socket string
	// Address is a TCP address that accepts connections.
	Address string
	// HealthURL answers 200.
	HealthURL string
}

// Names lists the components that a cluster of this kind can have.
func Names(c cluster.Cluster) []string {
	var names []string
	for _, step := range standard(c) {
		for _, each := range step {
			names = append(names, each.Name)
		}
	}
	return names
}

// Of returns the components of a cluster in steps: those of one step start
// together, once all of the step before are ready.
func Of(c cluster.Cluster) [][]Component {
	steps := standard(c)
	for _, step := range steps {
		for i := range step {
			// Of a flag that is given twice, the programs take the last.
			step[i].Arguments = append(step[i].Arguments, c.Arguments[step[i].Name]...)
		}
	}
	return steps
}

func standard(c cluster.Cluster) [][]Component {
	if c.ControlPlaneOnly {
		controllers := []Component{controllerManager(c)}
		if c.Scheduler {
			controllers = append(controllers, scheduler(c))
		}
		return [][]Component{{etcd(c)}, {apiServer(c)}, controllers}
	}
	return [][]Component{
		{etcd(c), containerd(c)},
		{apiServer(c)},
		{controllerManager(c), scheduler(c), kubelet(c), proxy(c)},
	}
}

func etcd(c cluster.Cluster) Component {
	client := fmt.Sprintf("127.0.0.1:%d", c.Ports.EtcdClient)
	peer := fmt.Sprintf("https://127.0.0.1:%d", c.Ports.EtcdPeer)
	return Component{
		Name: Etcd, Program: "etcd", Probe: Probe{Address: client},
		Arguments: []string{
			"--name=local",
			"--data-dir=" + c.Paths.State + "/etcd",
			"--listen-client-urls=https://" + client,
			"--advertise-client-urls=https://" + client,
			"--client-cert-auth",
			"--trusted-ca-file=" + c.Paths.Certificate(pki.EtcdAuthority),
			"--cert-file=" + c.Paths.Certificate(pki.EtcdServer),
			"--key-file=" + c.Paths.Key(pki.EtcdServer),
			"--listen-peer-urls=" + peer,
			"--initial-advertise-peer-urls=" + peer,
			"--initial-cluster=local=" + peer,
			"--peer-client-cert-auth",
			"--peer-trusted-ca-file=" + c.Paths.Certificate(pki.EtcdAuthority),
			"--peer-cert-file=" + c.Paths.Certificate(pki.EtcdServer),
			"--peer-key-file=" + c.Paths.Key(pki.EtcdServer),
			// Safe against a killed process; only a crash of the machine loses
			// data, and a local cluster does not outlive that.
			"--unsafe-no-fsync",
			"--log-level=warn",
		},
	}
}

func apiServer(c cluster.Cluster) Component {
	arguments := []string{
		fmt.Sprintf("--bind-address=%s", c.NodeAddress()),
		fmt.Sprintf("--secure-port=%d", c.Ports.APIServer),
		fmt.Sprintf("--advertise-address=%s", c.NodeAddress()),
		fmt.Sprintf("--service-cluster-ip-range=%s", c.ServiceNetwork()),
		fmt.Sprintf("--etcd-servers=https://127.0.0.1:%d", c.Ports.EtcdClient),
		"--etcd-cafile=" + c.Paths.Certificate(pki.EtcdAuthority),
		"--etcd-certfile=" + c.Paths.Certificate(pki.EtcdClient),
		"--etcd-keyfile=" + c.Paths.Key(pki.EtcdClient),
		"--client-ca-file=" + c.Paths.Certificate(pki.KubernetesAuthority),
		"--tls-cert-file=" + c.Paths.Certificate(pki.APIServer),
		"--tls-private-key-file=" + c.Paths.Key(pki.APIServer),
		"--authentication-config=" + c.Paths.Config("authentication.yaml"),
		"--authorization-mode=Node,RBAC",
		"--enable-admission-plugins=NodeRestriction",
		"--allow-privileged=true",
		"--service-account-issuer=https://kubernetes.default.svc.cluster.local",
		"--service-account-key-file=" + c.Paths.Certificate(pki.ServiceAccounts),
		"--service-account-signing-key-file=" + c.Paths.Key(pki.ServiceAccounts),
		"--kubelet-certificate-authority=" + c.Paths.Certificate(pki.KubernetesAuthority),
		"--kubelet-client-certificate=" + c.Paths.Certificate(pki.APIServerToKubelet),
		"--kubelet-client-key=" + c.Paths.Key(pki.APIServerToKubelet),
		"--kubelet-preferred-address-types=InternalIP",
		"--requestheader-client-ca-file=" + c.Paths.Certificate(pki.FrontProxyAuthority),
		"--requestheader-allowed-names=front-proxy-client",
		"--requestheader-extra-headers-prefix=X-Remote-Extra-",
		"--requestheader-group-headers=X-Remote-Group",
		"--requestheader-username-headers=X-Remote-User",
		"--proxy-client-cert-file=" + c.Paths.Certificate(pki.FrontProxyClient),
		"--proxy-client-key-file=" + c.Paths.Key(pki.FrontProxyClient),
		"--profiling=false",
	}
	if c.ControlPlaneOnly {
		// A loopback address cannot be the endpoint of the Service "kubernetes".
		arguments = append(arguments, "--endpoint-reconciler-type=none")
	}
	return Component{
		Name: APIServer, Program: "kube-apiserver", Arguments: arguments,
		Probe: Probe{HealthURL: c.APIServerURL() + "/readyz"},
	}
}

func controllerManager(c cluster.Cluster) Component {
	return Component{
		Name: ControllerManager, Program: "kube-controller-manager",
		Arguments: append(controllerArguments(c, pki.ControllerManager, c.Ports.ControllerManager),
			"--use-service-account-credentials",
			"--root-ca-file="+c.Paths.Certificate(pki.KubernetesAuthority),
			"--service-account-private-key-file="+c.Paths.Key(pki.ServiceAccounts),
			"--cluster-signing-cert-file="+c.Paths.Certificate(pki.KubernetesAuthority),
			"--cluster-signing-key-file="+c.Paths.Key(pki.KubernetesAuthority),
			"--allocate-node-cidrs=false",
			// Together with the limits below: the default of 5 would be what
			// limits how fast the Jobs of many runs are seen.
			"--concurrent-job-syncs=20",
		),
		Probe: controllerProbe(c.Ports.ControllerManager),
	}
}

func scheduler(c cluster.Cluster) Component {
	return Component{
		Name: Scheduler, Program: "kube-scheduler",
		Arguments: controllerArguments(c, pki.Scheduler, c.Ports.Scheduler),
		Probe:     controllerProbe(c.Ports.Scheduler),
	}
}

// controllerArguments are those the controller manager and the scheduler share;
// name is that of their key pair.
func controllerArguments(c cluster.Cluster, name string, port int) []string {
	kubeconfig := c.Paths.Config(name + ".kubeconfig")
	return []string{
		"--kubeconfig=" + kubeconfig,
		"--authentication-kubeconfig=" + kubeconfig,
		"--authorization-kubeconfig=" + kubeconfig,
		"--tls-cert-file=" + c.Paths.Certificate(name),
		"--tls-private-key-file=" + c.Paths.Key(name),
		"--bind-address=127.0.0.1",
		fmt.Sprintf("--secure-port=%d", port),
		"--leader-elect=false",
		// The defaults (20 and 30) are for an API server shared by many.
		"--kube-api-qps=200",
		"--kube-api-burst=400",
		"--profiling=false",
	}
}

func controllerProbe(port int) Probe {
	return Probe{HealthURL: fmt.Sprintf("https://127.0.0.1:%d/healthz", port)}
}

func containerd(c cluster.Cluster) Component {
	return Component{
		Name: Containerd, Program: "containerd", OnPath: true,
		Arguments: []string{"--config=" + c.Paths.Config("containerd.toml")},
		Probe:     Probe{Socket: c.Paths.ContainerdSocket()},
	}
}

func kubelet(c cluster.Cluster) Component {
	return Component{
		Name: Kubelet, Program: "kubelet",
		Arguments: []string{
			"--config=" + c.Paths.Config("kubelet.yaml"),
			"--kubeconfig=" + c.Paths.Config(pki.Kubelet+".kubeconfig"),
			"--hostname-override=" + c.Label(),
			fmt.Sprintf("--node-ip=%s", c.NodeAddress()),
			"--root-dir=/var/lib/kubelet",
		},
		Probe: Probe{HealthURL: "http://127.0.0.1:10248/healthz"},
	}
}

func proxy(c cluster.Cluster) Component {
	return Component{
		Name: Proxy, Program: "kube-proxy",
		Arguments: []string{"--config=" + c.Paths.Config("kube-proxy.yaml")},
		Probe:     Probe{HealthURL: "http://127.0.0.1:10256/livez"},
	}
}
