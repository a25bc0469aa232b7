"""Handing out and handing over: from a lead to a rep, from one rep to another."""
