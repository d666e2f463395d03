"""What is done to orders: lines (money), estimates (paper and approval), added_work, parts (material), work and inspections (the workshop)."""
