"""MLflow's tracking server as one process: PostgreSQL behind it, artifacts proxied to S3."""
