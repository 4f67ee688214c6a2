package cluster

import (
	"errors"
	"io/fs"
	"net/netip"
	"path/filepath"
	"reflect"
	"testing"
)

func TestValidateName(t *testing.T) {
	for sentence, example := range map[string]struct {
		name  string
		valid bool
	}{
		"a word is a name":                            {"demo", true},
		"digits and dashes may follow":                {"e2e-1", true},
		"eleven characters fit an interface":          {"abcdefghijk", true},
		"twelve characters do not":                    {"abcdefghijkl", false},
		"a digit cannot come first":                   {"1a", false},
		"nothing is no name":                          {"", false},
		"a path cannot leave the clusters' directory": {"../x", false},
		"upper case would clash with chain names":     {"Demo", false},
		"the directory of locks is taken":             {"locks", false},
	} {
		t.Run(sentence, func(t *testing.T) {
			if valid := ValidateName(example.name) == nil; valid != example.valid {
				t.Errorf("valid is %v", valid)
			}
		})
	}
}

func TestAddressesOfDistinctClustersNeverOverlap(t *testing.T) {
	for first := 0; first <= MaxIndex; first++ {
		for second := first + 1; second <= MaxIndex; second++ {
			if overlapsAny(Cluster{Index: first}.Networks(), Cluster{Index: second}.Networks()) {
				t.Fatalf("clusters %d and %d overlap", first, second)
			}
		}
	}
}

func TestAddresses(t *testing.T) {
	c := Cluster{Name: "test", Index: 3, Ports: NodePorts}
	for what, pair := range map[string][2]string{
		"host":           {c.HostAddress().String(), "172.30.3.1"},
		"node":           {c.NodeAddress().String(), "172.30.3.2"},
		"link":           {c.LinkNetwork().String(), "172.30.3.0/30"},
		"pods":           {c.PodNetwork().String(), "10.244.3.0/24"},
		"services":       {c.ServiceNetwork().String(), "10.99.0.0/16"},
		"kubernetes":     {c.APIServiceAddress().String(), "10.99.0.1"},
		"DNS":            {c.DNSAddress().String(), "10.99.0.10"},
		"API server":     {c.APIServerURL(), "https://172.30.3.2:6443"},
		"interface name": {c.Label(), "gho-test"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: got %s, want %s", what, pair[0], pair[1])
		}
	}
}

func TestControlPlaneOnlyListensOnLoopback(t *testing.T) {
	c := Cluster{ControlPlaneOnly: true, Ports: Ports{APIServer: 40123}}
	if got := c.APIServerURL(); got != "https://127.0.0.1:40123" {
		t.Error(got)
	}
}

func TestChooseIndex(t *testing.T) {
	all := map[int]bool{}
	for index := 0; index <= MaxIndex; index++ {
		all[index] = true
	}
	for sentence, example := range map[string]struct {
		taken  map[int]bool
		routed []string
		want   int
		fails  bool
	}{
		"the first cluster gets the first ranges":              {want: 0},
		"a range of another cluster is left out":               {taken: map[int]bool{0: true, 1: true}, want: 2},
		"the lowest free one is taken":                         {taken: map[int]bool{1: true}, want: 0},
		"a default route claims nothing":                       {routed: []string{"0.0.0.0/0"}, want: 0},
		"a route to the Services' range is respected":          {routed: []string{"10.96.0.0/15"}, want: 2},
		"a route to one pod is respected":                      {routed: []string{"10.244.0.7/32"}, want: 1},
		"a network that covers everything private leaves none": {routed: []string{"10.0.0.0/8"}, fails: true},
		"so many clusters leave none":                          {taken: all, fails: true},
	} {
		t.Run(sentence, func(t *testing.T) {
			var routed []netip.Prefix
			for _, text := range example.routed {
				routed = append(routed, netip.MustParsePrefix(text))
			}
			index, err := ChooseIndex(example.taken, routed)
			if (err != nil) != example.fails || index != example.want {
				t.Errorf("got %d, %v", index, err)
			}
		})
	}
}

func TestEnvironment(t *testing.T) {
	variables := func(values map[string]string) func(string) string {
		return func(name string) string { return values[name] }
	}
	for sentence, example := range map[string]struct {
		environment Environment
		want        Paths
	}{
		"root uses the system's directories": {
			Environment{0, variables(map[string]string{"HOME": "/root", "XDG_STATE_HOME": "/ignored"})},
			Paths{State: "/var/lib/gho-platform/x", Run: "/run/gho-platform/x"},
		},
		"a user has a home directory": {
			Environment{1000, variables(map[string]string{"HOME": "/home/u"})},
			Paths{State: "/home/u/.local/state/gho-platform/x", Run: "/tmp/gho-platform-1000/x"},
		},
		"a user may say where": {
			Environment{1000, variables(map[string]string{"XDG_STATE_HOME": "/s", "XDG_RUNTIME_DIR": "/r"})},
			Paths{State: "/s/gho-platform/x", Run: "/r/gho-platform/x"},
		},
	} {
		t.Run(sentence, func(t *testing.T) {
			if got := example.environment.PathsOf("x"); got != example.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestUnixSocketsOfTheLongestNameFit(t *testing.T) {
	paths := Environment{UserID: 0}.PathsOf("abcdefghijk")
	// containerd adds this to its state directory for the socket of a shim's task.
	longest := paths.Run + "/containerd/io.containerd.runtime.v2.task/k8s.io/0123456789abcdef"
	for _, socket := range []string{paths.ContainerdSocket(), paths.ControlSocket(), longest} {
		if len(socket) > 107 {
			t.Errorf("%s has %d characters", socket, len(socket))
		}
	}
}

func TestSaveAndLoad(t *testing.T) {
	directory := t.TempDir()
	paths := Paths{State: filepath.Join(directory, "state"), Run: filepath.Join(directory, "run")}
	if _, err := Load(paths); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("load before save: %v", err)
	}
	saved := Cluster{Name: "demo", Index: 2, Egress: true, MTU: 1400, Ports: NodePorts, Paths: paths, BinDir: "/bin"}
	if err := saved.Save(); err != nil {
		t.Fatal(err)
	}
	loaded, err := Load(paths)
	if err != nil || !reflect.DeepEqual(loaded, saved) {
		t.Errorf("got %+v, %v", loaded, err)
	}
}
