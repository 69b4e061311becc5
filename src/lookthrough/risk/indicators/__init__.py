"""The catalogue of indicators: one file an indicator; until a scorecard names it, it runs in shadow."""
