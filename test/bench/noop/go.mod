module gho-platform.local/noop

go 1.24.0
