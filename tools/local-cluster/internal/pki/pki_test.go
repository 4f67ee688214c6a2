package pki

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"slices"
	"testing"

	"gho-platform.local/local-cluster/internal/cluster"
)

func TestClusterKeys(t *testing.T) {
	c := cluster.Cluster{Name: "demo", Ports: cluster.NodePorts}
	pairs, err := NewClusterKeys(c)
	if err != nil {
		t.Fatal(err)
	}
	for sentence, example := range map[string]struct {
		name      string
		authority string
		host      string
		usage     x509.ExtKeyUsage
	}{
		"the API server is trusted at the node's address":      {APIServer, KubernetesAuthority, "172.30.0.2", x509.ExtKeyUsageServerAuth},
		"the API server is trusted at its Service's address":   {APIServer, KubernetesAuthority, "10.96.0.1", x509.ExtKeyUsageServerAuth},
		"the API server is trusted at its Service's name":      {APIServer, KubernetesAuthority, "kubernetes.default.svc", x509.ExtKeyUsageServerAuth},
		"the kubelet is trusted at the node's address":         {Kubelet, KubernetesAuthority, "172.30.0.2", x509.ExtKeyUsageServerAuth},
		"the kubelet is a client too":                          {Kubelet, KubernetesAuthority, "", x509.ExtKeyUsageClientAuth},
		"the administrator is a client":                        {Admin, KubernetesAuthority, "", x509.ExtKeyUsageClientAuth},
		"etcd is trusted on loopback by its own authority":     {EtcdServer, EtcdAuthority, "127.0.0.1", x509.ExtKeyUsageServerAuth},
		"the API server is a client of etcd":                   {EtcdClient, EtcdAuthority, "", x509.ExtKeyUsageClientAuth},
		"the aggregation layer's client has its own authority": {FrontProxyClient, FrontProxyAuthority, "", x509.ExtKeyUsageClientAuth},
	} {
		t.Run(sentence, func(t *testing.T) {
			if err := verify(pairs, example.name, example.authority, example.host, example.usage); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestOtherCertificatesDoNotOpenEtcd(t *testing.T) {
	pairs, err := NewClusterKeys(cluster.Cluster{Name: "demo"})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{Admin, Kubelet, APIServer, FrontProxyClient, Scheduler} {
		if verify(pairs, name, EtcdAuthority, "", x509.ExtKeyUsageClientAuth) == nil {
			t.Errorf("%s is accepted by etcd", name)
		}
	}
}

func TestPeopleAndComponentsHaveTheRightGroups(t *testing.T) {
	pairs, err := NewClusterKeys(cluster.Cluster{Name: "demo"})
	if err != nil {
		t.Fatal(err)
	}
	for name, groups := range map[string][]string{
		Admin:             {"system:masters"},
		Kubelet:           {"system:nodes"},
		ControllerManager: nil,
		Scheduler:         nil,
		Proxy:             nil,
	} {
		if got := parse(t, pairs[name].Certificate).Subject.Organization; !slices.Equal(got, groups) {
			t.Errorf("%s: got %v, want %v", name, got, groups)
		}
	}
	if name := parse(t, pairs[Kubelet].Certificate).Subject.CommonName; name != "system:node:gho-demo" {
		t.Errorf("the kubelet is %s", name)
	}
}

func TestEveryKeyBelongsToItsCertificate(t *testing.T) {
	pairs, err := NewClusterKeys(cluster.Cluster{Name: "demo"})
	if err != nil {
		t.Fatal(err)
	}
	for name, pair := range pairs {
		if name == ServiceAccounts {
			continue
		}
		if _, err := tls.X509KeyPair(pair.Certificate, pair.Key); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func verify(pairs map[string]Pair, name, authority, host string, usage x509.ExtKeyUsage) error {
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pairs[authority].Certificate)
	block, _ := pem.Decode(pairs[name].Certificate)
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return err
	}
	_, err = certificate.Verify(x509.VerifyOptions{Roots: roots, DNSName: host, KeyUsages: []x509.ExtKeyUsage{usage}})
	return err
}

func parse(t *testing.T, encoded []byte) *x509.Certificate {
	t.Helper()
	block, _ := pem.Decode(encoded)
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return certificate
}
