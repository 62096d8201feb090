"""The engine that writes with a model, each claim checked in code before it is shown. The one home of `openai`."""
