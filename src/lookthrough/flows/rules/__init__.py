"""One file a rule: what it measures, on whom, and why (methods §2); its limits lie in ``flows/limits`` under the same name."""
