"""Components of the pipeline in config.yml."""
