"""The dialer keeps its promises."""
