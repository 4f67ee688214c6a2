package lifecycle

import "testing"

func TestPinnedName(t *testing.T) {
	const listing = "REF TYPE DIGEST SIZE PLATFORMS LABELS\n" +
		"docker.io/gho-platform/x:0.1.0 application/vnd.docker.distribution.manifest.v2+json sha256:12 1.0 MiB linux/amd64 -\n" +
		"registry:5000/x:1 application/vnd.oci.image.manifest.v1+json sha256:34 1.0 MiB linux/amd64 -\n"
	for name, want := range map[string]string{
		"docker.io/gho-platform/x:0.1.0": "docker.io/gho-platform/x@sha256:12",
		"registry:5000/x:1":              "registry:5000/x@sha256:34",
		"docker.io/gho-platform/y:0.1.0": "",
	} {
		if got, err := pinnedName(name, listing); got != want || (err != nil) != (want == "") {
			t.Errorf("%s: got %q, %v", name, got, err)
		}
	}
}
