"""Entry point of the container: `python -m train_stage`."""

from stage_kit import lazily, main

if __name__ == "__main__":
    main(lazily("train_stage.stage"))
