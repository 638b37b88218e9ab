"""The simulation: its report by hand, its invariants by planted bugs, its pace by theory."""
