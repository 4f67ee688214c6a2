// Command noop is a stage that does nothing, as fast as a container can.
package main

func main() {}
