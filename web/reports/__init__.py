"""Reports for supervisors: rates, satisfaction, reach, work and scores, as pages and as sheets."""
