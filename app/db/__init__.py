"""The database: engine, tables, repositories, read models, statements, migrations."""
