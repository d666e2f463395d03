"""Pure rules; numpy and scipy are imported where they are needed, so that no page carries them."""
