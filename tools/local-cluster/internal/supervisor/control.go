package supervisor

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
)

// Serve answers clients on a Unix socket until the process ends.
func (s *Supervisor) Serve(socket string) error {
	if err := os.Remove(socket); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("remove an old control socket: %w", err)
	}
	listener, err := net.Listen("unix", socket)
	if err != nil {
		return fmt.Errorf("listen for control: %w", err)
	}
	if err := os.Chmod(socket, 0o600); err != nil {
		return fmt.Errorf("protect the control socket: %w", err)
	}
	go func() {
		if err := http.Serve(listener, s.handler()); err != nil {
			fmt.Fprintln(os.Stderr, "control socket:", err)
		}
	}()
	return nil
}

func (s *Supervisor) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /status", func(writer http.ResponseWriter, _ *http.Request) {
		writer.Header().Set("Content-Type", "application/json")
		if err := json.NewEncoder(writer).Encode(s.Status()); err != nil {
			fmt.Fprintln(os.Stderr, "answer a request for the status:", err)
		}
	})
	mux.HandleFunc("POST /components/{name}/stop", answer(s.StopComponent))
	mux.HandleFunc("POST /components/{name}/start", answer(s.StartComponent))
	return mux
}

func answer(act func(name string) error) http.HandlerFunc {
	return func(writer http.ResponseWriter, request *http.Request) {
		if err := act(request.PathValue("name")); err != nil {
			http.Error(writer, err.Error(), http.StatusUnprocessableEntity)
		}
	}
}

// Client talks to the supervisor that listens on a socket.
type Client struct {
	http *http.Client
}

// NewClient makes a client; it connects with the first request.
func NewClient(socket string) Client {
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", socket)
	}
	return Client{http: &http.Client{Transport: &http.Transport{DialContext: dial, DisableKeepAlives: true}}}
}

// Status asks how the cluster does.
func (c Client) Status() (Status, error) {
	body, err := c.do(http.MethodGet, "/status")
	if err != nil {
		return Status{}, err
	}
	var status Status
	if err := json.Unmarshal(body, &status); err != nil {
		return Status{}, fmt.Errorf("read the status: %w", err)
	}
	return status, nil
}

// StopComponent returns when the component has ended.
func (c Client) StopComponent(name string) error {
	_, err := c.do(http.MethodPost, "/components/"+name+"/stop")
	return err
}

// StartComponent returns when the component is ready.
func (c Client) StartComponent(name string) error {
	_, err := c.do(http.MethodPost, "/components/"+name+"/start")
	return err
}

func (c Client) do(method, path string) ([]byte, error) {
	// The host is a formality: the connection goes to the socket.
	request, err := http.NewRequest(method, "http://supervisor"+path, nil)
	if err != nil {
		return nil, err
	}
	response, err := c.http.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK {
		return nil, errors.New(string(bytes.TrimSpace(body)))
	}
	return body, nil
}
