// Package cluster describes one local cluster: its name, its addresses and the
// places on disk that belong to it. Everything here is pure.
package cluster

import (
	"fmt"
	"net/netip"
	"regexp"
)

// MaxIndex bounds the clusters of one machine: each takes one /16 of Service
// addresses from 10.96.0.0 upwards.
const MaxIndex = 31

// Cluster is what is decided once, at the start of a cluster, and kept in its
// run directory as JSON.
type Cluster struct {
	Name string `json:"name"`
	// Index picks the address ranges; unused when ControlPlaneOnly.
	Index int `json:"index"`
	// ControlPlaneOnly leaves out the node: etcd, API server and controller
	// manager run on loopback, without namespaces of their own.
	ControlPlaneOnly bool `json:"controlPlaneOnly"`
	// Scheduler adds the scheduler to a control plane that has no node of its own,
	// for nodes that somebody else brings.
	Scheduler bool `json:"scheduler,omitempty"`
	// Arguments are added to those of components, by the component's name, and win
	// over them.
	Arguments map[string][]string `json:"arguments,omitempty"`
	// Egress lets pods reach what the host reaches.
	Egress bool `json:"egress"`
	// Lock is held, when it is not empty, by whom the cluster belongs to.
	Lock string `json:"lock,omitempty"`
	// MTU is the packet size of the node's and the pods' links, in bytes.
	MTU    int    `json:"mtu"`
	Ports  Ports  `json:"ports"`
	Paths  Paths  `json:"paths"`
	BinDir string `json:"binDir"`
}

// Ports are TCP ports on the address of the component that listens.
type Ports struct {
	APIServer         int `json:"apiServer"`
	EtcdClient        int `json:"etcdClient"`
	EtcdPeer          int `json:"etcdPeer"`
	ControllerManager int `json:"controllerManager"`
	Scheduler         int `json:"scheduler"`
}

// NodePorts are the ports of a cluster that has a network namespace to itself.
var NodePorts = Ports{APIServer: 6443, EtcdClient: 2379, EtcdPeer: 2380, ControllerManager: 10257, Scheduler: 10259}

// Eleven characters leave room for the prefix "gho-" in the fifteen of a
// network interface's name.
var namePattern = regexp.MustCompile(`^[a-z][a-z0-9-]{0,10}$`)

// LocksName is the directory of lock files, beside those of clusters.
const LocksName = "locks"

// ValidateName reports why a name cannot be a cluster's.
func ValidateName(name string) error {
	if name == LocksName {
		return fmt.Errorf("cluster name %q: lock files are kept under it", name)
	}
	if !namePattern.MatchString(name) {
		return fmt.Errorf("cluster name %q: allowed are 1 to 11 of a-z, 0-9 and '-', starting with a letter", name)
	}
	return nil
}

// Label names what belongs to the cluster on the machine: its network
// interface, its cgroup and its node.
func (c Cluster) Label() string { return "gho-" + c.Name }

// HostAddress is the host's end of the link to the node.
func (c Cluster) HostAddress() netip.Addr { return netip.AddrFrom4([4]byte{172, 30, byte(c.Index), 1}) }

// NodeAddress is the node's end of the link, where the API server and the
// NodePorts listen; loopback when there is no node.
func (c Cluster) NodeAddress() netip.Addr {
	if c.ControlPlaneOnly {
		return netip.AddrFrom4([4]byte{127, 0, 0, 1})
	}
	return netip.AddrFrom4([4]byte{172, 30, byte(c.Index), 2})
}

// LinkNetwork holds the two addresses of the link between host and node.
func (c Cluster) LinkNetwork() netip.Prefix { return netip.PrefixFrom(c.HostAddress(), 30).Masked() }

// PodNetwork holds the addresses of pods.
func (c Cluster) PodNetwork() netip.Prefix {
	return netip.PrefixFrom(netip.AddrFrom4([4]byte{10, 244, byte(c.Index), 0}), 24)
}

// ServiceNetwork holds the addresses of Services.
func (c Cluster) ServiceNetwork() netip.Prefix {
	return netip.PrefixFrom(netip.AddrFrom4([4]byte{10, byte(96 + c.Index), 0, 0}), 16)
}

// APIServiceAddress is the address of the Service "kubernetes", by rule the
// first of the range.
func (c Cluster) APIServiceAddress() netip.Addr { return c.ServiceNetwork().Addr().Next() }

// DNSAddress is the address of the cluster's DNS Service.
func (c Cluster) DNSAddress() netip.Addr {
	return netip.AddrFrom4([4]byte{10, byte(96 + c.Index), 0, 10})
}

// APIServerURL is where clients on the host reach the API server.
func (c Cluster) APIServerURL() string {
	return fmt.Sprintf("https://%s:%d", c.NodeAddress(), c.Ports.APIServer)
}

// Networks are the ranges the host gets routes for.
func (c Cluster) Networks() []netip.Prefix {
	return []netip.Prefix{c.LinkNetwork(), c.PodNetwork(), c.ServiceNetwork()}
}

// ChooseIndex returns the lowest index that no other cluster has and whose
// networks overlap none of those the host already routes.
func ChooseIndex(taken map[int]bool, routed []netip.Prefix) (int, error) {
	for index := 0; index <= MaxIndex; index++ {
		if !taken[index] && !overlapsAny(Cluster{Index: index}.Networks(), routed) {
			return index, nil
		}
	}
	return 0, fmt.Errorf("choose networks for the cluster: all %d ranges are taken by clusters or routes of this host", MaxIndex+1)
}

func overlapsAny(networks, routed []netip.Prefix) bool {
	for _, network := range networks {
		for _, route := range routed {
			// A default route covers everything and claims nothing.
			if route.Bits() > 0 && route.Overlaps(network) {
				return true
			}
		}
	}
	return false
}
