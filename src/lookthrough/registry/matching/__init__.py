"""The same firm found again in other sources and within the register; people decide what machines only propose."""
