package addons

import (
	"strings"
	"testing"

	"gho-platform.local/local-cluster/internal/cluster"
)

func TestRender(t *testing.T) {
	c := cluster.Cluster{Name: "demo", Paths: cluster.Paths{State: "/state"}}
	const forward = "forward . /etc/resolv.conf"
	for sentence, example := range map[string]struct {
		egress bool
		text   string
		there  bool
	}{
		"DNS has the address pods are told":          {false, "clusterIP: 10.96.0.10", true},
		"one storage class is the default":           {false, "is-default-class: 'true'", true},
		"volumes belong to the node":                 {false, "values: [gho-demo]", true},
		"without egress names outside are not asked": {false, forward, false},
		"with egress they are":                       {true, forward, true},
	} {
		t.Run(sentence, func(t *testing.T) {
			c.Egress = example.egress
			rendered, err := Render(c, "0.1.0")
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(rendered), example.text) != example.there {
				t.Errorf("rendered:\n%s", rendered)
			}
		})
	}
}

func TestEveryVolumeHasADirectoryOfItsOwn(t *testing.T) {
	seen := map[string]bool{}
	for _, volume := range Volumes(cluster.Cluster{Paths: cluster.Paths{State: "/state"}}) {
		if seen[volume.Directory] || !strings.HasPrefix(volume.Directory, "/state/volumes/") {
			t.Errorf("%+v", volume)
		}
		seen[volume.Directory] = true
	}
}
