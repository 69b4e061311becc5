"""How concerned we are: findings and screening hits become alerts, one for each subject and month, that an officer works through."""
