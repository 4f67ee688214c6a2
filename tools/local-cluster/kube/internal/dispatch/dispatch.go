// Package dispatch chooses the program of a binary that holds several. It is
// apart from the programs so that its test does not compile them.
package dispatch

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
)

// Select returns the name of the program to run and the argument vector it is
// to see, whose first element is that name. It is the name the binary was
// called by, as through a symbolic link, or else its first argument.
func Select[P any](programs map[string]P, arguments []string) (string, []string, error) {
	calledAs := filepath.Base(arguments[0])
	if _, known := programs[calledAs]; known {
		return calledAs, append([]string{calledAs}, arguments[1:]...), nil
	}
	names := strings.Join(slices.Sorted(maps.Keys(programs)), ", ")
	if len(arguments) < 2 {
		return "", nil, fmt.Errorf("no program named: the first argument is one of %s", names)
	}
	if _, known := programs[arguments[1]]; !known {
		return "", nil, fmt.Errorf("no program %q: the first argument is one of %s", arguments[1], names)
	}
	return arguments[1], arguments[1:], nil
}
