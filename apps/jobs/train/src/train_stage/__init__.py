"""The train stage: published features in, a registered and judged model version out."""
