"""What `helpline doctor` looks at: each check returns findings, and each finding what to do."""
