"""The procedure of each kind of case: stages, who may do what, what must be on record; data of the policy."""
