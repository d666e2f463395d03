"""What customers speak of, found in their words on this machine: terms, weights, classes that people have named, groups that nobody has named yet."""
