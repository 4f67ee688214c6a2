# Sourced by whatever compiles Go. The same flags everywhere, because Go keeps what it compiled, the standard library
# too, apart for each set of them. Programs are stripped, so nothing is compiled for a debugger.
export CGO_ENABLED=0
export GOFLAGS="-trimpath -buildvcs=false -gcflags=all=-dwarf=false"
# The compiler starts anew for each of two thousand packages; collecting garbage five times less often saves a sixth of
# the processor's time, and the largest package still fits into a gigabyte.
export GOGC=400
