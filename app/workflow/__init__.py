"""The application: facade, job handlers, services, composition root."""
