"""Where the parts are put together: settings, addresses, processes, the command line."""
