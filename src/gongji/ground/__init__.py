"""Words every floor shares: money, calendar, identifiers, identity numbers, divisions, policy, keys, refusals."""
