"""What officers of the sample area have done with leads and cases by now: one case of each type, two rounds of repayment, a campaign."""
