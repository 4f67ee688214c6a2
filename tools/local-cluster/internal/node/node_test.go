package node

import (
	"net/netip"
	"slices"
	"strings"
	"testing"

	"gho-platform.local/local-cluster/internal/cluster"
)

func TestParseHierarchies(t *testing.T) {
	for sentence, example := range map[string]struct {
		mountinfo string
		want      []hierarchy
	}{
		"version 2 is one tree": {
			"28 22 0:25 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n",
			[]hierarchy{{Mountpoint: "/sys/fs/cgroup"}},
		},
		"version 1 has one for each set of controllers": {
			"30 22 0:26 / /sys/fs/cgroup ro - tmpfs tmpfs ro\n" +
				"31 30 0:27 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,xattr,name=systemd\n" +
				"32 30 0:28 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n",
			[]hierarchy{
				{Mountpoint: "/sys/fs/cgroup/systemd", Controllers: "name=systemd"},
				{Mountpoint: "/sys/fs/cgroup/cpu,cpuacct", Controllers: "cpu,cpuacct"},
			},
		},
		"both may be there": {
			"31 30 0:27 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n" +
				"33 30 0:29 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n",
			[]hierarchy{{Mountpoint: "/sys/fs/cgroup/memory", Controllers: "memory"}, {Mountpoint: "/sys/fs/cgroup/unified"}},
		},
		"trees that are mounted elsewhere do not count": {
			"31 30 0:27 / /mnt/cgroup rw - cgroup2 cgroup2 rw\n", nil,
		},
	} {
		t.Run(sentence, func(t *testing.T) {
			if got := parseHierarchies(example.mountinfo); !slices.Equal(got, example.want) {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestParseRoutes(t *testing.T) {
	routes, err := parseRoutes([]byte(`[{"dst":"default","dev":"eth0"},{"dst":"192.0.2.0/24"},{"dst":"10.1.2.3"},{"type":"unreachable","dst":"10.9.0.0/16"}]`))
	want := []netip.Prefix{
		netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("10.1.2.3/32"), netip.MustParsePrefix("10.9.0.0/16"),
	}
	if err != nil || !slices.Equal(routes, want) {
		t.Errorf("got %v, %v", routes, err)
	}
	if _, err := parseRoutes([]byte("no JSON")); err == nil {
		t.Error("what is no JSON was read")
	}
}

func TestEgressChainsHaveNamesIptablesTakes(t *testing.T) {
	for _, each := range egressChains(cluster.Cluster{Name: "abcdefghijk"}) {
		if len(each.name) > 28 {
			t.Errorf("%s has %d characters", each.name, len(each.name))
		}
	}
}

func TestEgressLetsNobodyIn(t *testing.T) {
	chains := egressChains(cluster.Cluster{Name: "demo"})
	rules := chains[len(chains)-1].rules
	if last := strings.Join(rules[len(rules)-1], " "); last != "-o gho-demo -j DROP" {
		t.Errorf("the last rule is %s", last)
	}
}

func TestCommandsTellWhatTheySaid(t *testing.T) {
	_, err := run("sh", "-c", "echo no such link >&2; exit 1")
	if err == nil || !strings.Contains(err.Error(), "no such link") {
		t.Errorf("got %v", err)
	}
}

func TestOnlyTheKubeletsControllersAreHandedDown(t *testing.T) {
	got := neededControllers("cpuset cpu io memory hugetlb pids rdma misc\n")
	if want := []string{"cpuset", "cpu", "io", "memory", "hugetlb", "pids"}; !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
}
