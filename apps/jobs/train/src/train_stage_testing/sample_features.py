"""Made-up features for tests: plausible, noisy, the same ones every time."""

from __future__ import annotations

import numpy as np
import pandas as pd

from train_stage.columns import ALL_COLUMNS

_REGIONS = ("AFR", "AMR", "EMR", "EUR", "SEAR", "WPR")


def sample_frame(countries: int = 120, first_year: int = 2000) -> pd.DataFrame:
    """Features of so many countries for the years up to 2021, with gaps."""
    random = np.random.default_rng(5)
    rows = []
    for number in range(120):
        wealth, circumstances = random.uniform(0, 1), random.normal(scale=4)
        for year in range(2000, 2022):
            noise = random.normal(size=6)
            progress = wealth * 60 + (year - 2000) * 0.3
            rows.append(
                (
                    f"C{number:03d}",
                    _REGIONS[number % 6],
                    float(year),
                    float(np.exp(3 + 5 * wealth + 0.2 * noise[0])),
                    np.nan if number % 4 == 0 else 5 + 40 * wealth + noise[1],
                    30 + progress * 0.8 + 4 * noise[2],
                    80 + 10 * wealth + noise[3],
                    75 + 15 * wealth + noise[4],
                    4 + 4 * wealth,
                    np.nan if year < 2005 else 40 + 50 * wealth,
                    45 + progress * 0.4 + circumstances + noise[5],
                )
            )
    frame = pd.DataFrame(rows, columns=list(ALL_COLUMNS))
    kept = (frame["country_code"] < f"C{countries:03d}") & (frame["year"] >= first_year)
    return frame[kept].reset_index(drop=True)
