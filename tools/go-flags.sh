# Sourced by whatever compiles Go. The same flags everywhere, because Go keeps what it compiled, the standard library
# too, apart for each set of them. Programs are stripped, so nothing is compiled for a debugger.
export CGO_ENABLED=0
export GOFLAGS="-trimpath -buildvcs=false -gcflags=all=-dwarf=false"
