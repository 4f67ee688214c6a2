package images

import (
	"archive/tar"
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestWhatIsWrittenIsDescribed(t *testing.T) {
	archive := filepath.Join(t.TempDir(), "image.tar")
	if err := os.WriteFile(archive, write(t, "program text"), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := Describe(archive)
	if err != nil || got.Name != "docker.io/gho-platform/pause:0.1.0" || !strings.HasPrefix(got.Identity, "sha256:") {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestTheSameProgramGivesTheSameBytes(t *testing.T) {
	if !bytes.Equal(write(t, "same"), write(t, "same")) {
		t.Error("two archives of one program differ")
	}
	if bytes.Equal(write(t, "same"), write(t, "other")) {
		t.Error("archives of two programs are the same")
	}
}

func write(t *testing.T, content string) []byte {
	t.Helper()
	program := filepath.Join(t.TempDir(), "pause")
	if err := os.WriteFile(program, []byte(content), 0o700); err != nil {
		t.Fatal(err)
	}
	var archive bytes.Buffer
	err := WriteArchive(Program{Name: "docker.io/gho-platform/pause:0.1.0", File: program, User: "65532:65532"}, &archive)
	if err != nil {
		t.Fatal(err)
	}
	return archive.Bytes()
}

func TestDescribe(t *testing.T) {
	for sentence, example := range map[string]struct {
		file    string
		content string
		want    Description
		fails   string
	}{
		"an archive of docker save is named after its tag": {
			"manifest.json", `[{"Config":"abc.json","RepoTags":["gho-platform/x:0.1.0"]}]`,
			Description{Name: "docker.io/gho-platform/x:0.1.0", Identity: "abc.json"}, "",
		},
		"an OCI archive is named by its index": {
			"index.json", `{"manifests":[{"digest":"sha256:1","annotations":{"org.opencontainers.image.ref.name":"localhost/x:1"}}]}`,
			Description{Name: "localhost/x:1", Identity: "sha256:1"}, "",
		},
		"two images in one archive are refused": {
			"manifest.json", `[{"RepoTags":["a"]},{"RepoTags":["b"]}]`, Description{}, "more or less than 1",
		},
		"any other archive is refused": {"readme", "", Description{}, "not an image archive"},
	} {
		t.Run(sentence, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "x.tar")
			if err := os.WriteFile(path, tarOf(t, example.file, example.content), 0o600); err != nil {
				t.Fatal(err)
			}
			got, err := Describe(path)
			if got != example.want || (err == nil) != (example.fails == "") {
				t.Fatalf("got %+v, %v", got, err)
			}
			if err != nil && !strings.Contains(err.Error(), example.fails) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func tarOf(t *testing.T, name, content string) []byte {
	t.Helper()
	var archive bytes.Buffer
	writer := tar.NewWriter(&archive)
	if err := writeEntry(writer, name, []byte(content)); err != nil {
		t.Fatal(err)
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	return archive.Bytes()
}

func TestCompleteName(t *testing.T) {
	for short, want := range map[string]string{
		"debian:12":                "docker.io/library/debian:12",
		"gho-platform/x:0.1.0":     "docker.io/gho-platform/x:0.1.0",
		"registry.example.org/x:1": "registry.example.org/x:1",
		"registry:5000/x:1":        "registry:5000/x:1",
		"localhost/x:1":            "localhost/x:1",
	} {
		if got := completeName(short); got != want {
			t.Errorf("%s: got %s, want %s", short, got, want)
		}
	}
}
