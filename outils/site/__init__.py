"""Le site sans installation : la collection dans un navigateur (JupyterLite, Pyodide), en pages statiques."""
