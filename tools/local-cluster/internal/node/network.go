package node

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"os"
	"os/exec"
	"strconv"
	"strings"

	"gho-platform.local/local-cluster/internal/cluster"
)

// nodeInterface is the node's end of the link; the host's has the cluster's label.
const nodeInterface = "eth0"

// HostRoutes lists the networks this host has routes to.
func HostRoutes() ([]netip.Prefix, error) {
	output, err := run("ip", "-json", "-4", "route", "show")
	if err != nil {
		return nil, err
	}
	return parseRoutes([]byte(output))
}

// parseRoutes reads the output of `ip -json route show`, where a destination is
// a network, an address or "default".
func parseRoutes(output []byte) ([]netip.Prefix, error) {
	var routes []struct {
		Destination string `json:"dst"`
	}
	if err := json.Unmarshal(output, &routes); err != nil {
		return nil, fmt.Errorf("read the routes of this host: %w", err)
	}
	var networks []netip.Prefix
	for _, route := range routes {
		if network, err := netip.ParsePrefix(route.Destination); err == nil {
			networks = append(networks, network.Masked())
		} else if address, err := netip.ParseAddr(route.Destination); err == nil {
			networks = append(networks, netip.PrefixFrom(address, address.BitLen()))
		}
	}
	return networks, nil
}

// OutboundMTU is the packet size of the link this host's default route uses,
// 1500 if it has none.
func OutboundMTU() int {
	const usual = 1500
	output, err := run("ip", "-json", "-4", "route", "show", "default")
	if err != nil {
		return usual
	}
	var routes []struct {
		Device string `json:"dev"`
	}
	if json.Unmarshal([]byte(output), &routes) != nil || len(routes) == 0 {
		return usual
	}
	content, err := os.ReadFile("/sys/class/net/" + routes[0].Device + "/mtu")
	if err != nil {
		return usual
	}
	mtu, err := strconv.Atoi(strings.TrimSpace(string(content)))
	if err != nil {
		return usual
	}
	return min(mtu, usual)
}

// connectHost links the host with the network namespace of a process and routes
// the cluster's networks there.
func connectHost(c cluster.Cluster, pid int) error {
	commands := [][]string{
		{"ip", "link", "add", c.Label(), "mtu", strconv.Itoa(c.MTU), "type", "veth",
			"peer", "name", nodeInterface, "mtu", strconv.Itoa(c.MTU), "netns", strconv.Itoa(pid)},
		{"ip", "address", "add", c.HostAddress().String() + "/30", "dev", c.Label()},
		{"ip", "link", "set", c.Label(), "up"},
		{"ip", "route", "add", c.PodNetwork().String(), "via", c.NodeAddress().String()},
		{"ip", "route", "add", c.ServiceNetwork().String(), "via", c.NodeAddress().String()},
	}
	return runAll(commands)
}

// connectNode sets up the node's end, from inside of its network namespace.
func connectNode(c cluster.Cluster) error {
	outside := []string{"ip", "route", "add", "unreachable", "default"}
	if c.Egress {
		outside = []string{"ip", "route", "add", "default", "via", c.HostAddress().String()}
	}
	err := runAll([][]string{
		{"ip", "link", "set", "lo", "up"},
		{"ip", "address", "add", c.NodeAddress().String() + "/30", "dev", nodeInterface},
		{"ip", "link", "set", nodeInterface, "up"},
		// Packets to Services are rewritten only after they were routed somewhere.
		{"ip", "route", "add", c.ServiceNetwork().String(), "via", c.HostAddress().String()},
		outside,
	})
	if err != nil {
		return err
	}
	if err := os.WriteFile("/proc/sys/net/ipv4/ip_forward", []byte("1"), 0o644); err != nil {
		return fmt.Errorf("let the node forward packets: %w", err)
	}
	// Bridged packets between pods pass the rules of kube-proxy.
	err = os.WriteFile("/proc/sys/net/bridge/bridge-nf-call-iptables", []byte("1"), 0o644)
	if errors.Is(err, fs.ErrNotExist) {
		return errors.New("let iptables see bridged packets: the kernel module br_netfilter is not loaded")
	}
	return err
}

// disconnectHost removes the host's end, and with it addresses and routes. The
// kernel removes it too when the namespace ends, but later.
func disconnectHost(c cluster.Cluster) error {
	if _, err := os.Stat("/sys/class/net/" + c.Label()); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if _, err := run("ip", "link", "delete", c.Label()); err != nil {
		if _, gone := os.Stat("/sys/class/net/" + c.Label()); gone == nil {
			return err
		}
	}
	return nil
}

func runAll(commands [][]string) error {
	for _, command := range commands {
		if _, err := run(command...); err != nil {
			return err
		}
	}
	return nil
}

// run returns the standard output of a command; its error holds what the
// command said.
func run(words ...string) (string, error) {
	output, err := exec.Command(words[0], words[1:]...).Output()
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		err = fmt.Errorf("%w: %s", err, strings.TrimSpace(string(failed.Stderr)))
	}
	if err != nil {
		return "", fmt.Errorf("run %q: %w", strings.Join(words, " "), err)
	}
	return string(output), nil
}
