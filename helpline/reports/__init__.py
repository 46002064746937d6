"""What the helpline learns about access to justice, as counts that harm nobody."""
