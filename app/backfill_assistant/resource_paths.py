"""Where icons, samples and translations lie, from source and packaged."""
