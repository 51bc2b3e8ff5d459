"""What the program kept before it knew activities: a device's and a server's database, as SQL."""
