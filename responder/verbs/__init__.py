"""What may be done with a case: one verb a file, each a plain function that never commits.

A verb checks who acts and what must stand before; it writes the record, the audit entry, the clocks
and the queued notice in the caller's transaction. Out of place it raises Refused, from the wrong
person NotAllowed; both say in Chinese what is missing and who may do it.
"""
