// Command images builds the container images of the platform: without a
// registry on stand-in base images made from packages, or with IMAGE_REGISTRY
// set on the real ones.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"syscall"
	"time"
)

const usage = `usage: images COMMAND

  build NAME --context DIR --dockerfile FILE [--output ARCHIVE]
        [--path PATH]... [--build-arg KEY=VALUE]...
      Builds the image gho-platform/NAME:$IMAGE_TAG and writes it as an archive for containerd or "docker load". --path,
      relative to the context, limits what of the context is an input; without it all of the context is. Unchanged
      inputs: no work. Without --output the archive is what "archive NAME" prints.
      With IMAGE_REGISTRY set it is pushed there instead.
  digests
      Prints NAME DIGEST for each image that was pushed last to $IMAGE_REGISTRY with the tag $IMAGE_TAG.
  archive NAME...
      Prints where the archives of images are kept.
  base debian|node|python
      Makes a stand-in base image, if it is not there yet, and prints its name.
  clean
      Removes everything this program has kept.
`

func main() {
	// Programs started from here make the files of images, whatever the user's own files are to be.
	syscall.Umask(0o022)
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "images:", err)
		os.Exit(1)
	}
}

func run(words []string) error {
	if len(words) == 0 {
		return errors.New("no command named\n" + usage)
	}
	builder, err := newBuilder(os.Getenv)
	if err != nil {
		return err
	}
	switch command, rest := words[0], words[1:]; {
	case command == "build" && len(rest) > 0:
		return runBuild(builder, rest)
	case command == "archive" && len(rest) > 0:
		for _, name := range rest {
			fmt.Println(builder.archive(name))
		}
		return nil
	case command == "digests" && len(rest) == 0:
		return builder.printDigests(os.Getenv("IMAGE_REGISTRY"), os.Getenv("IMAGE_TAG"), os.Stdout)
	case command == "base" && len(rest) == 1:
		return runBase(builder, rest[0])
	case command == "clean" && len(rest) == 0:
		return builder.clean()
	default:
		return fmt.Errorf("command %q: not understood\n%s", strings.Join(words, " "), usage)
	}
}

func runBase(builder builder, base string) error {
	leave, err := builder.enter()
	if err != nil {
		return err
	}
	defer leave()
	name, err := builder.ensureBase(base)
	if err == nil {
		fmt.Println(name)
	}
	return err
}

func runBuild(builder builder, words []string) error {
	request, err := parseRequest(words, os.Getenv("IMAGE_TAG"))
	if err != nil {
		return err
	}
	leave, err := builder.enter()
	if err != nil {
		return err
	}
	defer leave()
	if registry := os.Getenv("IMAGE_REGISTRY"); registry != "" {
		return builder.publish(request, registry)
	}
	if request.Output == "" {
		request.Output = builder.archive(request.Name)
	}
	return builder.build(request)
}

// list collects the values of a flag that may be given several times.
type list []string

func (l *list) String() string { return strings.Join(*l, " ") }

func (l *list) Set(value string) error {
	*l = append(*l, value)
	return nil
}

func parseRequest(words []string, version string) (request, error) {
	if version == "" {
		return request{}, errors.New("IMAGE_TAG is not set; images.sh sets it to the version of the chart")
	}
	parsed := request{Name: words[0], Version: version}
	flags := flag.NewFlagSet("build", flag.ContinueOnError)
	flags.Usage = func() { fmt.Fprint(os.Stderr, usage) }
	flags.StringVar(&parsed.Context, "context", "", "")
	flags.StringVar(&parsed.Dockerfile, "dockerfile", "", "")
	flags.StringVar(&parsed.Output, "output", "", "")
	flags.Var((*list)(&parsed.Paths), "path", "")
	flags.Var((*list)(&parsed.Arguments), "build-arg", "")
	if err := flags.Parse(words[1:]); err != nil {
		return request{}, err
	}
	for name, value := range map[string]string{
		"--context": parsed.Context, "--dockerfile": parsed.Dockerfile,
	} {
		if value == "" {
			return request{}, fmt.Errorf("build image %s: %s is missing", parsed.Name, name)
		}
	}
	if flags.NArg() > 0 {
		return request{}, fmt.Errorf("build image %s: unexpected %q", parsed.Name, flags.Args())
	}
	return parsed, nil
}

var began = time.Now()

// report writes progress for people to standard error.
func report(format string, values ...any) {
	fmt.Fprintf(os.Stderr, "[%5.1f s] %s\n", time.Since(began).Seconds(), fmt.Sprintf(format, values...))
}
