package node

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"gho-platform.local/local-cluster/internal/cluster"
)

const forwardingSwitch = "/proc/sys/net/ipv4/ip_forward"

// chain is a chain of iptables rules that belongs to one cluster, with the jump
// that leads there.
type chain struct {
	table  string
	parent string
	name   string
	rules  [][]string
}

// egressChains let packets of a cluster leave the host under its address.
func egressChains(c cluster.Cluster) []chain {
	name := strings.ToUpper(c.Label())
	masquerade := chain{table: "nat", parent: "POSTROUTING", name: name}
	for _, source := range []string{c.LinkNetwork().String(), c.PodNetwork().String()} {
		masquerade.rules = append(masquerade.rules,
			[]string{"-s", source, "!", "-o", c.Label(), "-j", "MASQUERADE"})
	}
	// Accepting matters where the host drops forwarded packets, as Docker makes it
	// do. Dropping keeps the neighbours of a host that forwards out of the cluster.
	accept := chain{table: "filter", parent: "FORWARD", name: name, rules: [][]string{
		{"-i", c.Label(), "-j", "ACCEPT"},
		{"-o", c.Label(), "-m", "conntrack", "--ctstate", "RELATED,ESTABLISHED", "-j", "ACCEPT"},
		{"-o", c.Label(), "-j", "DROP"},
	}}
	return []chain{masquerade, accept}
}

func (h chain) iptables(arguments ...string) []string {
	return append([]string{"iptables", "--wait", "-t", h.table}, arguments...)
}

func (h chain) install() error {
	commands := [][]string{h.iptables("-N", h.name)}
	for _, rule := range h.rules {
		commands = append(commands, h.iptables(append([]string{"-A", h.name}, rule...)...))
	}
	return runAll(append(commands, h.iptables("-I", h.parent, "-j", h.name)))
}

func (h chain) remove() error {
	if _, err := run(h.iptables("-S", h.name)...); err != nil {
		return nil // not there
	}
	// The jump may be missing after an interrupted start.
	_, _ = run(h.iptables("-D", h.parent, "-j", h.name)...)
	return runAll([][]string{h.iptables("-F", h.name), h.iptables("-X", h.name)})
}

// openEgress installs the chains and lets the host forward. What the switch was
// before is kept for closeEgress.
func openEgress(c cluster.Cluster) error {
	before, err := os.ReadFile(forwardingSwitch)
	if err != nil {
		return err
	}
	record := forwardingRecord(c)
	if _, err := os.Stat(record); errors.Is(err, fs.ErrNotExist) {
		if err := os.WriteFile(record, before, 0o600); err != nil {
			return err
		}
	}
	if err := os.WriteFile(forwardingSwitch, []byte("1"), 0o644); err != nil {
		return err
	}
	for _, each := range egressChains(c) {
		if err := each.install(); err != nil {
			return err
		}
	}
	return nil
}

// closeEgress removes the chains of a cluster and, with the last cluster that
// has egress, restores whether the host forwards.
func closeEgress(c cluster.Cluster) error {
	for _, each := range egressChains(c) {
		if err := each.remove(); err != nil {
			return err
		}
	}
	record := forwardingRecord(c)
	before, err := os.ReadFile(record)
	if errors.Is(err, fs.ErrNotExist) || othersHaveEgress(c) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := os.WriteFile(forwardingSwitch, before, 0o644); err != nil {
		return err
	}
	return os.Remove(record)
}

// forwardingRecord is shared by the clusters of this host.
func forwardingRecord(c cluster.Cluster) string {
	return filepath.Join(filepath.Dir(c.Paths.Run), "ip_forward.before")
}

func othersHaveEgress(c cluster.Cluster) bool {
	files, _ := filepath.Glob(filepath.Join(filepath.Dir(c.Paths.Run), "*", "cluster.json"))
	for _, file := range files {
		other, err := cluster.Load(cluster.Paths{Run: filepath.Dir(file)})
		if err == nil && other.Egress && other.Name != c.Name {
			return true
		}
	}
	return false
}
