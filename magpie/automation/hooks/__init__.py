"""Webhooks in: addresses that other programs call to start a workflow.

Whoever knows the key in the address may call it, so the key is shown only to who may change the workflow, is found by
its hash, and is never written to a log.
"""
