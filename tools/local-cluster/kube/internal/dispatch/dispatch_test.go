package dispatch

import (
	"slices"
	"testing"
)

func TestSelect(t *testing.T) {
	programs := map[string]bool{"etcd": true, "kubectl": true, "kubelet": true}
	for sentence, example := range map[string]struct {
		called    []string
		program   string
		arguments []string
	}{
		"a link names the program":          {[]string{"/bin/kubectl", "get", "pods"}, "kubectl", []string{"kubectl", "get", "pods"}},
		"otherwise the first argument does": {[]string{"kube", "etcd", "--version"}, "etcd", []string{"etcd", "--version"}},
		"a program that is none is refused": {[]string{"kube", "kubeadm"}, "", nil},
		"nothing named is refused":          {[]string{"kube"}, "", nil},
		"a link's name wins over arguments": {[]string{"kubelet", "kubectl"}, "kubelet", []string{"kubelet", "kubectl"}},
	} {
		t.Run(sentence, func(t *testing.T) {
			program, arguments, err := Select(programs, example.called)
			if program != example.program || !slices.Equal(arguments, example.arguments) || (err != nil) != (example.program == "") {
				t.Errorf("got %q, %v, %v", program, arguments, err)
			}
		})
	}
}
