"""The arithmetic of satisfaction: plain Python, one module for each method. Only `drivers` and `purchases` need numpy and scipy, which they
import when they are called: they belong to the background work, not to the process that answers pages."""
