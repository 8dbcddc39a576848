"""What a county may change without a programmer: YAML files, one frozen dataclass each."""
