"""Who: the companies of the area and what the register says about them."""
