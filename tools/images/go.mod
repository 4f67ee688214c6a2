module gho-platform.local/images

go 1.24.0
