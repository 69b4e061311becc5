"""The rescue of a firm in trouble (企业纾困): committee, votes, measures, releases by two."""
