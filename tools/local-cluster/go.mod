module gho-platform.local/local-cluster

go 1.24.0
