"""Tags by which the workbench's front pages show what readers report."""
