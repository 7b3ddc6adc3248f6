"""Answers of model servers, read from their JSON: any body has one outcome, and none is taken on trust."""
