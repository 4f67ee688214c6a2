package lifecycle

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"

	"gho-platform.local/local-cluster/internal/cluster"
)

// nodePrograms are what a node takes from the machine; Debian 12 has them in
// containerd, runc, iptables, iproute2, conntrack, ethtool, socat and util-linux.
var nodePrograms = []string{
	"containerd", "ctr", "runc", "iptables", "ip", "conntrack", "ethtool", "socat", "mount",
}

// checkHost reports what keeps the machine from running such a cluster.
func checkHost(options Options, environment cluster.Environment) error {
	if err := cluster.ValidateName(options.Name); err != nil {
		return err
	}
	if options.ControlPlaneOnly {
		return nil
	}
	if environment.UserID != 0 {
		return fmt.Errorf("start cluster %s: a node needs root; without it only --control-plane-only works", options.Name)
	}
	var missing []string
	for _, program := range nodePrograms {
		if _, err := exec.LookPath(program); err != nil {
			missing = append(missing, program)
		}
	}
	if _, err := os.Stat("/usr/lib/cni/bridge"); err != nil {
		missing = append(missing, "/usr/lib/cni/bridge")
	}
	if len(missing) > 0 {
		return fmt.Errorf("start cluster %s: missing on this machine: %s; on Debian: "+
			"apt-get install containerd runc containernetworking-plugins iptables iproute2 conntrack ethtool socat",
			options.Name, strings.Join(missing, ", "))
	}
	return nil
}

// freePorts picks ports nobody listens on now. All are held until all are
// known, so that no two are the same.
func freePorts() (cluster.Ports, error) {
	var ports cluster.Ports
	wanted := []*int{&ports.APIServer, &ports.EtcdClient, &ports.EtcdPeer, &ports.ControllerManager, &ports.Scheduler}
	for _, port := range wanted {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return cluster.Ports{}, fmt.Errorf("find a free port: %w", err)
		}
		defer listener.Close()
		*port = listener.Addr().(*net.TCPAddr).Port
	}
	return ports, nil
}
