package pki

import (
	"net"
	"net/netip"

	"gho-platform.local/local-cluster/internal/cluster"
)

// Names of the pairs a cluster has, which are also the names of their files.
const (
	KubernetesAuthority = "kubernetes-ca"
	// The API server is etcd's only client: an authority of its own keeps every
	// other certificate of the cluster out.
	EtcdAuthority = "etcd-ca"
	// Whoever holds a certificate of this authority may name the user it acts
	// for, so it signs one certificate only: the aggregation layer's.
	FrontProxyAuthority = "front-proxy-ca"
	ServiceAccounts     = "service-accounts"
	EtcdServer          = "etcd"
	EtcdClient          = "apiserver-etcd-client"
	FrontProxyClient    = "front-proxy-client"
	APIServer           = "apiserver"
	APIServerToKubelet  = "apiserver-kubelet-client"
	Kubelet             = "kubelet"
	Admin               = "admin"
	ControllerManager   = "controller-manager"
	Scheduler           = "scheduler"
	Proxy               = "proxy"
)

var loopback = netip.AddrFrom4([4]byte{127, 0, 0, 1})

// NewClusterKeys makes every pair of a cluster, by name.
func NewClusterKeys(c cluster.Cluster) (map[string]Pair, error) {
	pairs := map[string]Pair{}
	for authority, requests := range requestsByAuthority(c) {
		if err := addAuthority(pairs, authority, requests); err != nil {
			return nil, err
		}
	}
	signing, err := NewSigningPair()
	if err != nil {
		return nil, err
	}
	pairs[ServiceAccounts] = signing
	return pairs, nil
}

func addAuthority(pairs map[string]Pair, name string, requests map[string]Request) error {
	authority, err := NewAuthority(name)
	if err != nil {
		return err
	}
	pairs[name] = authority.Pair
	for subject, request := range requests {
		issued, err := authority.Issue(request)
		if err != nil {
			return err
		}
		pairs[subject] = issued
	}
	return nil
}

func requestsByAuthority(c cluster.Cluster) map[string]map[string]Request {
	return map[string]map[string]Request{
		EtcdAuthority: {
			EtcdServer: {CommonName: "etcd", Names: []string{"localhost"}, Addresses: addresses(loopback)},
			EtcdClient: {CommonName: "kube-apiserver"},
		},
		FrontProxyAuthority: {
			FrontProxyClient: {CommonName: "front-proxy-client"},
		},
		KubernetesAuthority: {
			APIServer: {
				CommonName: "kube-apiserver",
				Names: []string{
					"localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc",
					"kubernetes.default.svc.cluster.local",
				},
				Addresses: addresses(loopback, c.APIServiceAddress(), c.NodeAddress()),
			},
			APIServerToKubelet: {CommonName: "kube-apiserver-kubelet-client", Organizations: []string{"system:masters"}},
			Admin:              {CommonName: "admin", Organizations: []string{"system:masters"}},
			ControllerManager:  {CommonName: "system:kube-controller-manager", Addresses: addresses(loopback)},
			Scheduler:          {CommonName: "system:kube-scheduler", Addresses: addresses(loopback)},
			Proxy:              {CommonName: "system:kube-proxy"},
			Kubelet: {
				CommonName:    "system:node:" + c.Label(),
				Organizations: []string{"system:nodes"},
				Names:         []string{c.Label()},
				Addresses:     addresses(loopback, c.NodeAddress()),
			},
		},
	}
}

func addresses(list ...netip.Addr) []net.IP {
	converted := make([]net.IP, 0, len(list))
	for _, address := range list {
		converted = append(converted, address.AsSlice())
	}
	return converted
}
