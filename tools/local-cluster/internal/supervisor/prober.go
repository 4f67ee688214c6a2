package supervisor

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"gho-platform.local/local-cluster/internal/cluster"
	"gho-platform.local/local-cluster/internal/component"
	"gho-platform.local/local-cluster/internal/pki"
)

const probeTimeout = 2 * time.Second

// prober asks components whether they are ready. Health checks of the API
// server are allowed without credentials.
type prober struct {
	client *http.Client
}

func newProber(c cluster.Cluster) (prober, error) {
	authority, err := os.ReadFile(c.Paths.Certificate(pki.KubernetesAuthority))
	if err != nil {
		return prober{}, fmt.Errorf("read the authority of cluster %s: %w", c.Name, err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(authority)
	return prober{client: &http.Client{
		Timeout:   probeTimeout,
		Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}, DisableKeepAlives: true},
	}}, nil
}

func (p prober) probe(probe component.Probe) error {
	switch {
	case probe.HealthURL != "":
		return p.probeHealth(probe.HealthURL)
	case probe.Address != "":
		return probeConnection("tcp", probe.Address)
	case probe.Socket != "":
		return probeConnection("unix", probe.Socket)
	default:
		return nil
	}
}

func (p prober) probeHealth(url string) error {
	response, err := p.client.Get(url)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answered %s", url, response.Status)
	}
	return nil
}

func probeConnection(network, address string) error {
	connection, err := net.DialTimeout(network, address, probeTimeout)
	if err != nil {
		return err
	}
	return connection.Close()
}
