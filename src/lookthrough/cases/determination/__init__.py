"""Determination of substance (业务实质认定): departments are heard, disagreement settled, an opinion signed by two."""
