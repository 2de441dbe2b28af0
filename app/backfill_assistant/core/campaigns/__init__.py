"""What is known of the workspace's campaigns."""
